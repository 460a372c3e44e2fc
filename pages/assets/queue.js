// The queue of a unit (待办): what it owes, least time left first.
import { get, unitNames } from "./api.js";
import { $, h, me, refill } from "./dom.js";
import { cardMark, lateWords, pageOf, statePill, titleOf } from "./duty-parts.js";
import { start } from "./shell.js";
import { loadCalendar } from "./time.js";
import { Work } from "./work.js";

const work = new Work({
  unit: me.unit,
  none: "没有待办，都办完了",
  tabs: [
    { name: "全部", fits: () => true },
    { name: "待签收", fits: (ticket) => ticket.state === "dispatched" },
    { name: "办理中", fits: (ticket) => ticket.state === "handling" && ticket.holder?.unit === me.unit },
    { name: "我的", fits: (ticket) => ticket.taker === me.account },
    { name: "挂起", fits: (ticket) => ticket.state === "suspended" },
    { name: "协办", fits: (ticket) => ticket.holder?.unit !== me.unit },
  ],
  onNews: () => showDuties().catch(() => {}),
  bulk: [{ action: "sign", name: "签收" }, { action: "take", name: "我来办" }, { action: "note", name: "备注" }],
});

async function showDuty() {
  const { body } = await get(`/units/${me.unit}/duty`);
  refill($("#duty"), body.onDuty.length ? ["值班：", h("strong", body.onDuty.join("、"))] : "现在没有排班",
    body.phone ? ` · 值班电话 ${body.phone}` : "");
}

const DUTIES_MAX = 5;
/** How often time itself may change what is said of them; all else wakes the poll. */
const DUTIES_MILLISECONDS = 300_000;

/** What the unit owes by the calendar (定期任务), beside the tickets: the most urgent first. */
async function showDuties() {
  const { body } = await get(`/duties?unit=${me.unit}&open=true&limit=${DUTIES_MAX}`);
  const place = $("#duties");
  place.hidden = body.items.length === 0;
  refill(place, h("ul", body.items.map((duty) => h("li", h("a", { href: pageOf(duty) }, duty.household ? titleOf(duty) : `${duty.name}（${duty.periodName}）`),
    statePill(duty), cardMark(duty), h("span", lateWords(duty))))), body.next && h("a", { href: "/duties" }, "更多任务"));
}

start(async () => {
  await work.start();
  showDuty().catch(() => {});
  showDuties().catch(() => {});
  setInterval(() => showDuties().catch(() => {}), DUTIES_MILLISECONDS);
}, [
  { key: "s", words: "签收；恢复办理" }, { key: "a", words: "答复" }, { key: "c", words: "联系来电人" },
  { key: "r", words: "退单" }, { key: "e", words: "申请延期" }, { key: "p", words: "挂起" },
  { key: "t", words: "认领" }, { key: "f", words: "上传附件" },
].map((shown) => ({ ...shown, run: () => work.keys().find((each) => each.key === shown.key).run() })).concat(work.keys()), { ahead: [work.path(false)], reads: [unitNames, loadCalendar] });
