// What is owed by the calendar (定期任务): what one owes, what is owed to one, and who is late.
import { get } from "./api.js";
import { $, empty, failed, h, loading, me, refill } from "./dom.js";
import { buttons, cardMark, dueWords, lateWords, level, monthSelect, pageOf, readAll, statePill, titleOf } from "./duty-parts.js";
import { start } from "./shell.js";
import { today } from "./time.js";

let month = today().slice(0, 7);
let by = level() === "township" ? "unit" : level() === "county" ? "township" : "county";

const table = (label, head, rows) => h("div.found", { tabindex: "0", role: "region", "aria-label": label },
  h("table.table.table-sm", h("thead", h("tr", head.map((name) => h("th", { scope: "col" }, name)))), h("tbody", rows)));

const where = (duty) => (pageOf(duty) === "/duties" ? titleOf(duty) : h("a", { href: pageOf(duty) }, titleOf(duty)));

const line = (duty, withUnit) => h(`tr.${duty.card === "red" ? "is-red" : duty.card === "yellow" ? "is-yellow" : "is-plain"}`,
  withUnit && h("th", { scope: "row" }, duty.owedBy.name),
  h("td", where(duty), h("span.hint", ` ${duty.periodName}`)), h("td", statePill(duty), cardMark(duty)),
  h("td", dueWords(duty)), h("td", lateWords(duty)), h("td", h("div.duty-do", buttons(duty, draw))));

async function own() {
  const items = await readAll(`/duties?unit=${me.unit}&open=true`, 1);
  if (!items.length) return empty("没有要办、要报的任务", "到了该报的时候，任务会提前出现在这里。");
  return table("本单位的任务", ["任务", "状态", "期限", "时间", "操作"], items.map((duty) => line(duty, false)));
}

async function incoming() {
  const items = await readAll(`/duties?to=${me.unit}&state=handedIn`, 2);
  if (!items.length) return empty("没有待接收的", "下级报送以后在这里接收或退回。");
  return table("报来待接收的任务", ["单位", "任务", "状态", "应报", "时间", "操作"], items.map((duty) => line(duty, true)));
}

async function late() {
  const { body } = await get(`/duties/lateness?period=${month}&by=${by}`);
  if (!body.rows.length) return empty("这个月没有任务", "换一个月份看看。");
  return table("各地报送情况", ["地区或单位", "任务", "应办应报", "已到期", "按时", "迟办迟报", "仍没有", "待接收", "已办结"],
    body.rows.map((row) => h(`tr.${row.missing ? "is-red" : "is-plain"}`, h("th", { scope: "row" }, row.placeName), h("td", row.name),
      [row.owed, row.due, row.onTime, row.missed, row.missing, row.handedIn, row.accepted].map((count) => h("td.number", String(count))))));
}

const fill = async (place, work) => {
  refill($(place), loading());
  try {
    refill($(place), await work());
  } catch (problem) {
    refill($(place), failed(problem, () => fill(place, work)));
  }
};

async function draw() {
  await Promise.all([fill("#own", own), fill("#incoming", incoming), fill("#late", late)]);
}

start(async () => {
  const select = h("select.form-select", { id: "by", onchange: () => { by = select.value; fill("#late", late); } },
    [["county", "按县"], ["township", "按乡镇"], ["unit", "按单位"]].map(([value, words]) => h("option", { value, selected: value === by }, words)));
  refill($("#asked"), monthSelect(month, (value) => { month = value; fill("#late", late); }),
    h("label.visually-hidden", { for: "by" }, "怎么分"), select);
  await draw();
});
