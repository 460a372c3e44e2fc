// The work order (工作单) on paper: one ticket to a sheet of A4, for whoever goes out with it.
import { unitName } from "./api.js";
import { $, failed, h, loading, me, refill } from "./dom.js";
import { start } from "./shell.js";
import { clockFor, readTicket } from "./ticket-view.js";
import { deadline } from "./time.js";
import { CHANNEL, kindName, spaced, STATE, subject, SUPERVISION } from "./words.js";

const SHEETS_MAX = 50;

function numbers() {
  const own = location.pathname.split("/")[2];
  if (!new URLSearchParams(location.search).has("several")) return [own];
  const kept = JSON.parse(sessionStorage.getItem("hotline.orders") || "[]");
  return (kept.length ? kept : [own]).slice(0, SHEETS_MAX);
}

const row = (...cells) => h("tr", cells.map(([name, value, wide]) => [h("th", { scope: "row" }, name), h(`td${wide === "tall" ? ".tall" : ""}`, { colspan: wide ? 3 : undefined }, value ?? "")]));

function sheet(ticket) {
  const clock = clockFor(ticket, me.unit);
  const caller = ticket.caller;
  const who = caller.anonymous ? "匿名" : [caller.name, caller.phone].filter(Boolean).join("　") || (caller.confidential ? "要求保密，请通过热线坐席联系" : "未登记");
  const marks = [ticket.urgent && "紧急", ticket.supervision && SUPERVISION[ticket.supervision], ticket.reworks > 0 && `第${ticket.reworks}次重办`].filter(Boolean);
  return h("article.order", { "aria-label": `工作单 ${ticket.number}` },
    h("h1", "社会救助服务热线工作单"),
    h("table", h("tbody",
      row(["工单编号", spaced(ticket.number)], ["状态", STATE[ticket.state] + (marks.length ? `（${marks.join("、")}）` : "")]),
      row(["受理时间", deadline(ticket.receivedAt)], ["来源", CHANNEL[ticket.channel] + (ticket.externalNumber ? ` ${ticket.externalNumber}` : "")]),
      row(["诉求类型", kindName(ticket.kind)], ["事项", subject(ticket)]),
      row(["来电人", who], ["地点", ticket.place?.name]),
      row(["承办单位", ticket.unit ? unitName(ticket.unit) : ticket.holder?.name], ["办理时限", clock ? `${deadline(clock.due)} 前` : ""]),
      row(["诉求内容", h("div.words", ticket.text), true]),
      row(["办理情况", progress(ticket), "tall"]),
      row(["核实记录", "", "tall"]),
      row(["办理人签名", ""], ["来电人签名", ""]))),
    h("div.order-foot", h("span", `打印：${me.account}（${me.unitName}）`), h("span", deadline(Date.now()))));
}

function progress(ticket) {
  const told = ticket.events.filter((event) => ["answer", "contact", "report", "note"].includes(event.action) && event.text).slice(-3);
  return told.map((event) => h("div.words", `${deadline(event.at)}　${event.text}`));
}

start(async () => {
  const place = $("#orders");
  $("#print").addEventListener("click", () => window.print());
  $("#back").href = `/tickets/${location.pathname.split("/")[2]}`;
  refill(place, loading());
  try {
    refill(place, (await Promise.all(numbers().map(readTicket))).map(sheet));
  } catch (problem) {
    refill(place, failed(problem));
  }
});
