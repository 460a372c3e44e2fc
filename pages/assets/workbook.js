// What is on the screen, as a workbook (Excel).
import { Problem } from "./api.js";
import { h, me, toast } from "./dom.js";
import { deadline } from "./time.js";

/** Has the server make a workbook of rows of texts, and hands it over. */
export async function handOver({ title, columns, rows, notes = [] }) {
  const plain = (value) => String(value).replace(/[\t\r\n]+/g, " ");
  const body = {
    title, columns: columns.map((name) => name || " ·"),
    rows: rows.map((row) => row.map(plain).join("\t")).filter((row) => row.trim()),
    notes: [...notes, `${me.account}（${me.unitName}）于 ${deadline(Date.now())} 导出`],
  };
  const response = await fetch("/api/v1/sheets", {
    method: "POST", credentials: "same-origin", body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", "X-CSRF-Token": me.csrf },
  }).catch(() => null);
  if (!response?.ok) {
    const problem = await response?.json().catch(() => null);
    throw new Problem(response?.status ?? 0, problem ?? { title: "没有导出", detail: "连不上服务器，请稍后再试。" });
  }
  save(await response.blob(), `${title}.xlsx`);
}

/** Hands a file over that the page has made, and says so. */
export function save(blob, name) {
  const link = h("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  toast(`已导出：${name}`);
}
