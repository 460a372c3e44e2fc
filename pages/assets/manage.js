// The manager's page (统计与督办): what is late and why, and how it goes; every number opens its tickets.
import { reference, unitNames } from "./api.js";
import { $, failed, h, loading, me, put, refill, toast } from "./dom.js";
import { firstOf, showLate } from "./late.js";
import { sheetOf, statistic, trend } from "./figures.js";
import { openDrill } from "./drill.js";
import { start } from "./shell.js";
import { deadline, loadCalendar, today } from "./time.js";
import { showFlow, showHeat, showHot, showHolders, showOnTime, showRates, showReturns, showUnits } from "./views.js";

const TABS = [
  { id: "late", name: "超时与将到期", show: showLate },
  { id: "units", name: "单位", show: showUnits },
  { id: "onTime", name: "按时办结", show: showOnTime },
  { id: "rates", name: "三率", show: showRates },
  { id: "flow", name: "在办与来件", show: showFlow },
  { id: "returns", name: "退单重办", show: showReturns },
  { id: "heat", name: "热力表", show: showHeat },
  { id: "hot", name: "热点", show: showHot },
  { id: "holders", name: "经办时长", show: showHolders },
];

const asked = { division: me.scope, period: "30", tab: "late", from: "", to: "" };

// What is asked for stands in the address: it can be kept, sent and gone back to

function readAddress() {
  const query = new URLSearchParams(location.search);
  for (const name of Object.keys(asked)) if (query.get(name)) asked[name] = query.get(name);
  if (!TABS.some((tab) => tab.id === asked.tab)) asked.tab = "late";
  if (asked.period !== "own") Object.assign(asked, daysOf(asked.period));
}

function writeAddress() {
  const query = new URLSearchParams({ division: asked.division, period: asked.period, tab: asked.tab });
  if (asked.period === "own") { query.set("from", asked.from); query.set("to", asked.to); }
  history.replaceState(null, "", `?${query}`);
}

const DAY = 86400e3;
const at = (day) => Date.parse(`${day}T00:00:00Z`);
const dayOf = (milliseconds) => new Date(milliseconds).toISOString().slice(0, 10);

/** The days of a period that has a name. */
function daysOf(period) {
  const to = today();
  const weekday = (new Date(at(to)).getUTCDay() + 6) % 7;
  const [year, month] = to.split("-").map(Number);
  switch (period) {
    case "week": return { from: dayOf(at(to) - weekday * DAY), to };
    case "month": return { from: `${to.slice(0, 7)}-01`, to };
    case "last": return { from: dayOf(Date.UTC(year, month - 2, 1)), to: dayOf(Date.UTC(year, month - 1, 0)) };
    case "year": return { from: `${year}-01-01`, to };
    default: return { from: dayOf(at(to) - (Number(period || 30) - 1) * DAY), to };
  }
}

async function fillDivisions() {
  const own = await reference(`/divisions/${me.scope}`);
  const select = $("#division");
  const children = me.scope.length < 9 ? own.children : [];
  put(select, h("option", { value: own.code }, `${own.name}（全部）`),
    children.map((child) => h("option", { value: child.code }, child.name)));
  select.value = asked.division;
  if (select.value !== asked.division) select.value = asked.division = me.scope;
}

function fillForm() {
  $("#period").value = asked.period;
  $("#from").value = asked.from;
  $("#to").value = asked.to;
  $("#days").hidden = asked.period !== "own";
  for (const name of ["division", "period", "from", "to"]) $(`#${name}`).addEventListener("change", ask);
  $("#asked").addEventListener("submit", (event) => event.preventDefault());
}

function ask() {
  const notice = $("#asked-notice");
  notice.hidden = true;
  asked.division = $("#division").value;
  const isOwn = $("#period").value === "own";
  $("#days").hidden = !isOwn;
  asked.period = $("#period").value;
  if (!isOwn) {
    Object.assign(asked, daysOf(asked.period));
    $("#from").value = asked.from;
    $("#to").value = asked.to;
  } else {
    const [from, to] = [$("#from").value, $("#to").value];
    if (!from || !to || from > to) {
      notice.hidden = false;
      notice.textContent = from && to ? "开始日期在结束日期之后，请改一下。" : "请把开始和结束日期都填上。";
      return;
    }
    Object.assign(asked, { from, to });
  }
  show();
}

// Tiles

async function showTiles() {
  const place = $("#tiles");
  const turn = asked.turn;
  if (!place.children.length) refill(place, loading());
  try {
    const [units, late] = await Promise.all([
      statistic("units", asked, { by: "kind", compare: "previous" }),
      statistic("onTime", { ...asked, from: dayOf(at(asked.to) - 1000 * DAY) }, { by: "kind" }),
    ]);
    if (turn !== asked.turn) return;
    const { total } = units;
    const share = (value) => (value === null ? "—" : `${(value * 100).toFixed(1)}%`);
    const tile = (name, value, drill, change) => h("div.tile", h("span.tile-name", name),
      drill ? h("button.tile-value", { type: "button", onclick: () => openDrill(drill, name) }, value) : h("span.tile-value", value),
      h("span.tile-change", change));
    refill(place,
      tile("受理", String(total.filed), total.drill.filed, trend(total, "filed")),
      tile("办结", String(total.closed), total.drill.closed, trend(total, "closed")),
      tile("期末在办", String(total.open), total.drill.open, trend(total, "open", { lessIsBetter: true })),
      tile("超时未办", String(late.total.overdue), late.total.drill.overdue, "截至现在"),
      tile("按时办结率", share(total.rate), null, trend(total, "rate", { isShare: true })),
      tile("满意率", share(total.satisfaction), null, trend(total, "satisfaction", { isShare: true })));
    $("#foot").textContent = `统计截至 ${deadline(units.asOf)}；“比上期”与之前同样长的期间相比。点任何数字可看到背后的工单。`;
  } catch (problem) {
    if (turn === asked.turn) refill(place, failed(problem, showTiles));
  }
}

// The view

function drawTabs() {
  refill($("#tabs"), TABS.map((tab) => h("button.tab", {
    type: "button", "aria-pressed": String(tab.id === asked.tab),
    onclick: () => { asked.tab = tab.id; show(); },
  }, tab.name)));
}

async function show() {
  writeAddress();
  drawTabs();
  asked.turn = (asked.turn ?? 0) + 1;
  const turn = asked.turn;
  const view = $("#view");
  refill(view, loading("正在统计…"));
  showTiles();
  try {
    const made = await TABS.find((tab) => tab.id === asked.tab).show(asked, show);
    if (turn === asked.turn) refill(view, made);
  } catch (problem) {
    if (problem.name !== "AbortError" && turn === asked.turn) refill(view, failed(problem, show));
  }
}

async function exportView() {
  const table = $("#view table");
  if (!table) return toast("这一页没有表格可以导出。", "bad");
  await sheetOf(table, `${TABS.find((tab) => tab.id === asked.tab).name} ${asked.from}至${asked.to}`, asked);
  return undefined;
}

readAddress();

start(async () => {
  await fillDivisions();
  fillForm();
  $("#print").addEventListener("click", () => window.print());
  $("#export").addEventListener("click", exportView);
  document.addEventListener("back", show);
  await show();
}, TABS.map((tab, index) => ({
  key: String(index + 1), words: tab.name, run: () => { asked.tab = tab.id; show(); },
})), {
  ahead: asked.tab === "late" ? [firstOf(asked.division)] : [],
  reads: [unitNames, loadCalendar, () => reference(`/divisions/${me.scope}`)],
});
