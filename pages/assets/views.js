// The views of the manager's page: each asks for its statistics and draws them.
import { get } from "./api.js";
import { empty, h, refill } from "./dom.js";
import { openDrill } from "./drill.js";
import { chartOf, fileLink, meaning, statistic, tableOf } from "./figures.js";
import { matterName, aspectName, spaced } from "./words.js";

const head = (title, ...rest) => h("div.view-head", h("h2", title), rest);
const nothing = () => empty("这段时间没有数据", "换一个期间或区划再看。");

/** Days, weeks or months, by how long the period is. */
function grain(asked) {
  const days = (Date.parse(asked.to) - Date.parse(asked.from)) / 86400e3 + 1;
  return days <= 31 ? "day" : days <= 200 ? "week" : "month";
}
const short = (row, by) => (by === "month" ? row.month : row[by].slice(5).replace("-", "/"));

export async function showUnits(asked) {
  const data = await statistic("units", asked, { by: "unit", compare: "previous" });
  if (!data.rows.length) return nothing();
  return [head("各单位", fileLink("units", asked, { by: "unit", compare: "previous" })),
    tableOf(data, {
      columns: ["open", "filed", "closed", "due", "missed", "overdue", "rate", "sentBack", "reworks", "satisfaction", "score"],
      compare: "rate", mark: (row) => (row.overdue > 0 ? ".is-red" : ""),
    }), meaning(data)];
}

export async function showOnTime(asked) {
  const by = grain(asked);
  const [over, clocks, matters] = await Promise.all([
    statistic("onTime", asked, { by }), statistic("onTime", asked, { by: "clock", compare: "previous" }),
    statistic("onTime", asked, { by: "matter", compare: "previous" }),
  ]);
  if (!clocks.rows.length) return nothing();
  const columns = ["due", "met", "missed", "overdue", "excluded", "rate"];
  return [head("按时办结率", fileLink("onTime", asked, { by: "unit,clock" })),
    chartOf({
      labels: over.rows.map((row) => short(row, by)), isShare: true, label: "按时办结率的走势，下面的表有同样的数字",
      sets: [{ label: "按时办结率", data: over.rows.map((row) => row.rate) }],
      onPick: (index) => openDrill(over.rows[index].drill.missed, `${over.rows[index][`${by}Name`]} · 超时`),
    }),
    h("div.view-pair", h("div", h("h3", "按时限"), tableOf(clocks, { columns, compare: "rate" })),
      h("div", h("h3", "按事项"), tableOf(matters, { columns, compare: "rate" }))),
    details("走势的数字", tableOf(over, { columns })), meaning(over)];
}

export async function showRates(asked) {
  const by = grain(asked);
  const [over, units] = await Promise.all([
    statistic("rates", asked, { by }), statistic("rates", asked, { by: "unit", compare: "previous" }),
  ]);
  if (!units.rows.length) return nothing();
  return [head("三率：响应、解决、满意", fileLink("rates", asked, { by: "unit" })),
    chartOf({
      labels: over.rows.map((row) => short(row, by)), isShare: true, label: "三率的走势，下面的表有同样的数字",
      sets: [["response", "响应率"], ["resolution", "解决率"], ["satisfaction", "满意率"]]
        .map(([name, label]) => ({ label, data: over.rows.map((row) => row[name]) })),
      onPick: (index) => openDrill(over.rows[index].drill.effective, `${over.rows[index][`${by}Name`]} · 有效回访`),
    }),
    tableOf(units, { columns: ["effective", "response", "resolution", "satisfaction", "score", "notResolved", "unsatisfied"], compare: "score" }),
    details("走势的数字", tableOf(over, { columns: ["effective", "response", "resolution", "satisfaction"] })), meaning(over)];
}

export async function showFlow(asked) {
  const by = grain(asked);
  const [over, hours, matters] = await Promise.all([
    statistic("backlog", asked, { by }), statistic("inflow", asked, { by: "hour,matter" }),
    statistic("matters", asked, { by: "matter", compare: "previous" }),
  ]);
  return [head("在办量", fileLink("backlog", asked, { by: `${by},unit` })),
    chartOf({
      labels: over.rows.map((row) => short(row, by)), label: "在办、受理、办结的走势，下面的表有同样的数字",
      sets: [["open", "在办"], ["filed", "受理"], ["closed", "办结"]].map(([name, label]) => ({ label, data: over.rows.map((row) => row[name]) })),
      onPick: (index, set) => openDrill(over.rows[index].drill[["open", "filed", "closed"][set]], over.rows[index][`${by}Name`]),
    }),
    h("h3", "各事项"), tableOf(matters, { compare: "filed" }),
    h("h3", "来件时段：哪个钟点来什么事"), grid(hours, "matter", "hour", "filed", (value) => `${value}时`),
    details("走势的数字", tableOf(over)), meaning(over)];
}

export async function showReturns(asked) {
  const [units, matters] = await Promise.all([
    statistic("returns", asked, { by: "unit", compare: "previous" }), statistic("returns", asked, { by: "matter" }),
  ]);
  if (!units.rows.length) return nothing();
  return [head("退单、改派与重办", fileLink("returns", asked, { by: "unit,matter" })),
    h("h3", "按单位"), tableOf(units, { compare: "sentBack" }), h("h3", "按事项"), tableOf(matters), meaning(units)];
}

// Townships by weeks

const MEASURES = {
  filed: { name: "受理", from: "inflow" }, missed: { name: "超时", from: "onTime" }, overdue: { name: "超时未办", from: "onTime" },
  due: { name: "到期", from: "onTime" },
};
let measure = "filed";

export async function showHeat(asked) {
  const place = h("div");
  const draw = async () => {
    const data = await statistic(MEASURES[measure].from, asked, { by: "township,week" });
    refill(place, data.rows.length ? grid(data, "township", "week", measure, (value) => value.slice(5).replace("-", "/")) : nothing(), meaning(data));
  };
  const select = h("select.form-select", { id: "measure", onchange: (event) => { measure = event.target.value; draw(); } },
    Object.entries(MEASURES).map(([code, each]) => h("option", { value: code }, each.name)));
  select.value = measure;
  await draw();
  return [head("乡镇（街道）× 周", h("label.measure", { for: "measure" }, "看 "), select, h("span.hint", "按事发地；周从周一算起，颜色越深数越大")), place];
}

const STEPS = 5;

/** A table of two dimensions, the darker the more; the numbers stand in it and open their tickets. */
function grid(data, down, across, name, label) {
  const of = (dimension) => [...new Map(data.rows.map((row) => [row[dimension] ?? "", row[`${dimension}Name`]])).entries()];
  const columns = of(across).map(([code]) => code).sort((one, other) => (typeof one === "number" ? one - other : one < other ? -1 : 1));
  const found = new Map(data.rows.map((row) => [`${row[down] ?? ""} ${row[across]}`, row]));
  const sum = (code) => columns.reduce((total, each) => total + (found.get(`${code} ${each}`)?.[name] ?? 0), 0);
  const lines = of(down).map(([code, title]) => ({ code, title, sum: sum(code) })).filter((line) => line.sum > 0)
    .sort((one, other) => other.sum - one.sum);
  if (!lines.length) return nothing();
  const most = Math.max(...data.rows.map((row) => row[name] ?? 0), 1);
  const square = (line, each) => {
    const row = found.get(`${line.code} ${each}`);
    const value = row?.[name] ?? 0;
    if (!value) return h("td.number.is-none", "");
    return h(`td.number.heat-${Math.max(1, Math.ceil((value / most) * STEPS))}`,
      h("button.figure", { type: "button", "aria-label": `${line.title} ${label(each)} ${value}`, onclick: () => openDrill(row.drill[name], `${line.title} · ${label(each)}`) }, String(value)));
  };
  return h("div.found", { tabindex: "0", role: "region", "aria-label": `${data.title}` },
    h("table.table.table-sm.heat", h("thead", h("tr", h("th", { scope: "col" }, ""), columns.map((each) => h("th.number", { scope: "col" }, label(each))), h("th.number", { scope: "col" }, "合计"))),
      h("tbody", lines.map((line) => h("tr", h("th", { scope: "row" }, line.title), columns.map((each) => square(line, each)), h("td.number", String(line.sum)))))));
}

const details = (title, ...rest) => h("details.meaning", h("summary", title), rest);

// Hot issues

export async function showHot(asked) {
  const days = Math.min(31, Math.max(1, Math.round((Date.parse(asked.to) - Date.parse(asked.from)) / 86400e3) + 1));
  const { body } = await get(`/hot-issues?division=${asked.division}&days=${days}`);
  if (!body.items.length) return empty("没有热点", `近${days}天没有同一地点、同一事项的多次反映。`);
  return [head(`热点诉求（近${days}天）`, h("span.hint", "同一地点、同一事项的多张工单")),
    h("div.found", h("table.table.table-sm", h("thead", h("tr", ["地点", "事项", "工单", "未办结", "内容相近", "最近一件说"].map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", body.items.map((item) => h("tr", h("th", { scope: "row" }, item.place),
        h("td", [matterName(item.matter), aspectName(item.aspect)].filter(Boolean).join(" · ")),
        h("td.number", h("button.figure", { type: "button", onclick: () => openDrill(hotQuery(item, days), `${item.place} · ${matterName(item.matter)}`) }, String(item.tickets))),
        h("td.number", String(item.open)), h("td.number", String(item.alike)),
        h("td.words", h("span", item.text), item.numbers?.[0] && h("a.hint", { href: `/tickets/${item.numbers[0]}` }, spaced(item.numbers[0]))))))))];
}

function hotQuery(item, days) {
  const from = new Date(Date.now() + 8 * 3600e3 - (days - 1) * 86400e3).toISOString().slice(0, 10);
  const place = item.division.length >= 9 ? `township=${item.division}` : `division=${item.division}&townshipUnknown=true`;
  return `tickets?${place}&matter=${item.matter}&aspect=${item.aspect}&from=${from}`;
}

// Who had the tickets how long

export async function showHolders(asked) {
  const data = await statistic("holders", asked, { by: "unit" });
  if (!data.rows.length) return nothing();
  return [head("谁手里放了多久", fileLink("holders", asked, { by: "unit" })), tableOf(data, { columns: ["handling", "handlingHours", "dispatchedHours", "suspendedHours", "deskHours", "returningHours", "answeredHours", "coHandlerHours"] }), meaning(data)];
}
