// Numbers as tables and charts; each one opens the tickets behind it.
import { get } from "./api.js";
import { h } from "./dom.js";
import { openDrill } from "./drill.js";
import { deadline } from "./time.js";
import { handOver } from "./workbook.js";

/** Asks for a statistic of what stands in the form. */
export async function statistic(name, asked, more = {}) {
  const query = new URLSearchParams({ division: asked.division, from: asked.from, to: asked.to, ...more });
  return (await get(`/statistics/${name}?${query}`)).body;
}

export const share = (value) => (value === null || value === undefined ? "—" : `${(value * 100).toFixed(1)}%`);
const number = (value, column) => (column.sort === "share" ? share(value) : column.sort === "hours" && value !== null ? value.toFixed(1) : value === null || value === undefined ? "—" : String(value));

/** `比上期 ▲12`: how a number has moved, in words and not by colour alone. */
export function trend(row, name, { isShare, lessIsBetter } = {}) {
  const [now, before] = [row[name], row.previous?.[name]];
  if (now === null || now === undefined || before === null || before === undefined) return "";
  const difference = now - before;
  if (Math.abs(difference) < (isShare ? 0.0005 : 1)) return "与上期持平";
  const size = isShare ? `${Math.abs(difference * 100).toFixed(1)}点` : String(Math.abs(difference));
  const isBetter = isShare ? difference > 0 : lessIsBetter ? difference < 0 : null;
  const look = isBetter === null ? "" : isBetter ? ".is-better" : ".is-worse";
  return h(`span${look}`, `比上期${difference > 0 ? "▲" : "▼"}${size}`);
}

/** A number that opens its tickets. */
function cell(row, column, title) {
  const value = row[column.name];
  const query = row.drill?.[column.name];
  const text = number(value, column);
  if (!query || !value) return h(`td.number${value ? "" : ".is-none"}`, { data: { sort: value ?? -1 } }, text);
  return h("td.number", { data: { sort: value } },
    h("button.figure", { type: "button", onclick: () => openDrill(query, `${title} · ${column.title}`) }, text));
}

/**
 * A table of a statistic: `columns` are names of what to show, `mark(row)` the look of a row.
 */
export function tableOf(data, { columns, compare, mark, caption } = {}) {
  const shown = columns ? columns.map((name) => data.columns.find((column) => column.name === name)) : data.columns;
  const [first] = shown;
  const names = data.by.map((each) => NAMES[each]);
  const titleOf = (row) => data.by.map((each) => row[`${each}Name`]).join(" · ") || "合计";
  const line = (row, isTotal) => h(`tr${isTotal ? ".total" : mark?.(row) ?? ""}`,
    data.by.map((each, index) => h("th", { scope: "row" }, isTotal ? (index ? "" : "合计") : row[`${each}Name`])),
    shown.map((column) => cell(row, column, titleOf(row))),
    compare && h("td.number.change", trend(row, compare, { isShare: data.columns.find((column) => column.name === compare)?.sort === "share" }) || "—"));
  const body = h("tbody", data.rows.map((row) => line(row)));
  const head = h("thead", h("tr", names.map((name) => h("th", { scope: "col" }, name)),
    shown.map((column, index) => h("th.number", { scope: "col", "aria-sort": column === first ? "descending" : undefined },
      h("button.sorter", { type: "button", onclick: (event) => sortBy(body, names.length + index, event.currentTarget) }, column.title))),
    compare && h("th.number", { scope: "col" }, "比上期")));
  return h("div.found", { tabindex: "0", role: "region", "aria-label": caption ?? data.title },
    h("table.table.table-sm.figures", caption && h("caption.visually-hidden", caption), head, body,
      h("tfoot", line(data.total, true))));
}

export const NAMES = {
  division: "区划", township: "事发乡镇（街道）", matter: "事项", kind: "诉求类型", clock: "时限", unit: "单位",
  day: "日期", week: "周（周一）", month: "月份", hour: "时段",
};

function sortBy(body, index, button) {
  const head = button.closest("th");
  const isDown = head.getAttribute("aria-sort") !== "descending";
  for (const each of head.parentElement.children) each.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", isDown ? "descending" : "ascending");
  const value = (row) => Number(row.children[index].dataset.sort);
  body.append(...[...body.children].sort((one, other) => (isDown ? value(other) - value(one) : value(one) - value(other))));
}

/** What a statistic means, for whoever doubts a number. */
export function meaning(data) {
  return h("details.meaning", h("summary", "这些数字怎么算的"),
    data.definition.split("\n").map((line) => h("p", line)), h("p", `统计截至 ${deadline(data.asOf)}。`));
}

/** The same numbers as the server's own file, with all columns. */
export function fileLink(name, asked, more = {}) {
  const query = new URLSearchParams({ division: asked.division, from: asked.from, to: asked.to, ...more, format: "xlsx" });
  return h("a.btn.btn-link.btn-sm", { href: `/api/v1/statistics/${name}?${query}`, download: "" }, "全部列（Excel）");
}

// Charts

const COLOURS = ["#0f6674", "#b3261e", "#8a5a00", "#35408c", "#1d6b3f", "#52626b"];
const DASHES = [[], [6, 3], [2, 2], [8, 3, 2, 3]];

/**
 * A chart; `sets`: [{label, data, bar?, axis?}], `onPick(index, set)` where a point was chosen.
 *
 * Lines differ by their dashes too, and the table beside says the same.
 */
export function chartOf({ label, ...chart }) {
  const canvas = h("canvas", { role: "img", "aria-label": label });
  // Without the library there is the table.
  chartLibrary().then((Chart) => drawChart(Chart, canvas, chart), () => {});
  return h("div.chart", canvas);
}

let library;

/** Reads the library that draws, once there is something to draw. */
function chartLibrary() {
  library ??= new Promise((resolve, reject) => {
    const src = new URL("chart.min.js", import.meta.url);
    document.head.append(h("script", { src, onload: () => resolve(window.Chart), onerror: reject }));
  });
  return library;
}

function drawChart(Chart, canvas, { labels, sets, onPick, isShare, isBar }) {
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const chart = new Chart(canvas, {
    type: isBar ? "bar" : "line",
    data: {
      labels,
      datasets: sets.map((set, index) => ({
        label: set.label, data: set.data, borderColor: COLOURS[index % COLOURS.length],
        backgroundColor: isBar ? COLOURS[index % COLOURS.length] : "transparent",
        borderDash: isBar ? [] : DASHES[index % DASHES.length], borderWidth: isBar ? 0 : 2,
        pointRadius: labels.length > 45 ? 0 : 3, pointHitRadius: 12, tension: 0, spanGaps: true, clip: 8,
      })),
    },
    options: {
      animation: still ? false : { duration: 200 }, maintainAspectRatio: false, responsive: true,
      interaction: { mode: "index", intersect: false },
      onClick: (_, found) => { if (found.length && onPick) onPick(found[0].index, found[0].datasetIndex); },
      plugins: { legend: { display: sets.length > 1, position: "top", align: "start", labels: { boxWidth: 24, boxHeight: 2 } } },
      scales: {
        y: { beginAtZero: true, max: isShare ? 1 : undefined, ticks: { precision: isShare ? undefined : 0, stepSize: isShare ? 0.25 : undefined, callback: (value) => (isShare ? `${Math.round(value * 100)}%` : value) } },
        x: { grid: { display: false }, ticks: { maxRotation: 0, autoSkipPadding: 12 } },
      },
    },
  });
  window.addEventListener("beforeprint", () => chart.resize());
}

// What is on the screen, as a workbook

/** Makes a workbook of a table as it stands, and hands it over. */
export async function sheetOf(table, title, asked) {
  const cells = (row) => [...row.children].map((each) => each.innerText.trim().replaceAll(/\s*\n\s*/g, " "));
  const head = table.tHead ? cells(table.tHead.rows[0]) : [];
  const rows = [...table.tBodies].flatMap((body) => [...body.rows]).filter((row) => !row.hidden).map(cells);
  if (table.tFoot) rows.push(...[...table.tFoot.rows].map(cells));
  await handOver({ title, columns: head, rows, notes: [`${asked.from} 至 ${asked.to}`] });
}
