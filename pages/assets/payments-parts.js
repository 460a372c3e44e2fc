// What all tabs of the payments page share: money, tables, and who may do what.
import { get, Problem } from "./api.js";
import { h, me, toast } from "./dom.js";

/** Fen as yuan with both decimals and no rounding: 123450 is 1,234.50. */
export function yuan(fen) {
  if (fen === null || fen === undefined) return "—";
  const whole = String(Math.trunc(Math.abs(fen) / 100)).replace(/\B(?=(\d{3})+$)/g, ",");
  return `${fen < 0 ? "-" : ""}${whole}.${String(Math.abs(fen) % 100).padStart(2, "0")}`;
}

/** What somebody typed as yuan, in fen; nil for what is none. */
export function fenOf(text) {
  const match = /^(\d{1,10})(?:\.(\d{1,2}))?$/.exec(text.trim().replaceAll(",", ""));
  return match ? Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0")) : null;
}

export const PROGRAMMES = {
  "urban-dibao": "城市低保", "rural-dibao": "农村低保",
  "scattered-tekun": "分散供养特困", "institutional-tekun": "集中供养特困",
};

/** Whether this account keeps the books of a county or city. */
export const keeps = (division) => me.unit === `${division}-civil-affairs`;

/** A table: `columns` are [title, isNumber]; rows are lists of cells. */
export function table(label, columns, rows, total) {
  const cell = (value, index) => h(columns[index][1] ? "td.number" : "td", value ?? "—");
  return h("div.found", { tabindex: "0", role: "region", "aria-label": label },
    h("table.table.table-sm", h("caption.visually-hidden", label),
      h("thead", h("tr", columns.map(([title, isNumber]) => h(isNumber ? "th.number" : "th", { scope: "col" }, title)))),
      h("tbody", rows.map((row) => h("tr", row.map(cell)))),
      total && h("tfoot", h("tr.total", total.map(cell)))));
}

export const facts = (pairs) => h("dl.facts", pairs.map(([name, value]) => h("div", h("dt", name), h("dd", value))));

export const caution = (words) => words && h("span.pill.pill-warn", words);

/** Reads every page of a list, up to a limit. */
export async function readAll(path, pagesMax = 5) {
  const items = [];
  let after = "";
  for (let page = 0; page < pagesMax; page += 1) {
    const { body } = await get(`${path}${path.includes("?") ? "&" : "?"}limit=200${after && `&after=${after}`}`);
    items.push(...body.items);
    if (!body.next) break;
    after = body.next;
  }
  return items;
}

/** Sends a table as it is, and gives back what the server says; mistakes come as a Problem. */
export async function sendTable(path, file) {
  let response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method: "POST", credentials: "same-origin", body: file,
      headers: { Accept: "application/json", "Content-Type": "application/octet-stream", "X-CSRF-Token": me.csrf },
    });
  } catch {
    throw new Problem(0, { title: "连不上服务器", detail: "网络断开或服务器正在维护，文件没有导入，请稍后再试。" });
  }
  const body = await response.json().catch(() => ({ title: "服务器没有正常应答" }));
  if (!response.ok) throw new Problem(response.status, body);
  return body;
}

/** Everything that is wrong with a file, in the order of its rows. */
export const mistakesOf = (problem) => h("div.state-note.state-bad", { role: "alert" },
  h("strong", problem.title ?? "没有导入"), h("p", problem.detail ?? problem.message),
  problem.errors?.length ? h("ol.mistakes", problem.errors.map((each) => h("li", each.message))) : null);

/** Takes a file to disk as the server names it. */
export async function download(path, name) {
  const response = await fetch(`/api/v1${path}`, { credentials: "same-origin" });
  if (!response.ok) return toast("没有下载到，请稍后再试。", "bad");
  const link = h("a", { href: URL.createObjectURL(await response.blob()), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  return undefined;
}
