// The receipt for whoever walked in (受理回执): what was taken in, who answers by when, and the code.
import { $, empty, failed, h, loading, me, refill } from "./dom.js";
import { start } from "./shell.js";
import { clockFor, readTicket } from "./ticket-view.js";
import { deadline } from "./time.js";
import { spaced, subject } from "./words.js";

const row = (name, value) => h("tr", h("th", { scope: "row" }, name), h("td", value ?? ""));

function receipt(ticket, kept) {
  const clock = clockFor(ticket, ticket.unit ?? me.unit);
  return h("article.order", { "aria-label": `受理回执 ${ticket.number}` },
    h("h1", "受理回执"),
    h("table", h("tbody",
      row("工单编号", spaced(ticket.number)), row("受理时间", deadline(ticket.receivedAt)), row("事项", subject(ticket)),
      row("承办单位", ticket.holder?.name), row("答复期限", clock ? `${deadline(clock.due)} 前` : ""),
      row("查询码", h("strong.code", kept?.queryCode ?? "受理时已告知")),
      kept?.told?.length > 0 && row("已告知", kept.told.join("；")))),
    h("p", "凭查询码扫码查进度，或拨打 12345。"),
    h("img.qr", { src: `/api/v1/help/qr?county=${me.scope.slice(0, 6)}`, alt: "求助指南的二维码", width: 110, height: 110 }),
    h("div.order-foot", h("span", `受理窗口：${me.unitName}`), h("span", deadline(Date.now()))));
}

start(async () => {
  const number = location.pathname.split("/")[2];
  const place = $("#receipt");
  $("#print").addEventListener("click", () => window.print());
  $("#back").href = `/tickets/${number}`;
  refill(place, loading());
  try {
    const kept = JSON.parse(sessionStorage.getItem("hotline.receipt") ?? "null");
    refill(place, receipt(await readTicket(number), kept?.number === number ? kept : null));
  } catch (problem) {
    refill(place, problem.status === 404 ? empty("没有这张工单") : failed(problem));
  }
});
