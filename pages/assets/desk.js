// The desk (坐席派单): what rules could not decide, returns, extensions and call-backs.
import { begin, perform, whoOf } from "./actions.js";
import { get, unitName, unitNames, unitsAround } from "./api.js";
import { $, h, me, refill, toast } from "./dom.js";
import { formOf } from "./forms.js";
import { start } from "./shell.js";
import { CALLBACK, OUTCOME, spaced, subject } from "./words.js";
import { deadline, loadCalendar, when } from "./time.js";
import { Work } from "./work.js";

let units = [];

const work = new Work({
  unit: me.desk,
  none: "坐席没有待办",
  extra: panel,
  tabs: [
    { name: "全部", fits: () => true },
    { name: "待派单", fits: (ticket) => ticket.state === "desk" },
    { name: "退单", fits: (ticket) => ticket.state === "returning" },
    { name: "延期", fits: (ticket) => Boolean(ticket.extensionDaysAsked) },
    { name: "待回访", fits: (ticket) => ticket.state === "answered" },
  ],
});

/** What the desk has to decide on this ticket, with what it needs to know. */
function panel(ticket, done) {
  if (!ticket.actions.length) return null;
  if (ticket.extensionDaysAsked) return extension(ticket, done);
  return { desk: dispatch, returning: returned, answered: callBack }[ticket.state]?.(ticket, done);
}

/** A panel that asks for one decision, in place of the buttons for it. */
const box = (covers, title, ...children) => Object.assign(h("section.decide", h("h3", title), children), { covers });

// 派单

function dispatch(ticket, done) {
  const candidates = ticket.route.candidates.map((each) => [each.unit, unitName(each.unit), each.because]);
  const form = formOf({
    verb: "派单",
    fields: [
      candidates.length > 0 && { name: "unit", label: "可能的承办单位", type: "choice", options: candidates, value: candidates.length === 1 ? candidates[0][0] : undefined },
      { name: "other", label: candidates.length ? "或派给其他单位" : "派给", type: "unit", units, required: candidates.length === 0 },
      { name: "reason", label: "说明", max: 2000 },
    ].filter(Boolean),
    submit: async ({ unit, other, reason }) => {
      const to = other ?? unit;
      if (!to) throw new Error("请选择一个承办单位。");
      done(await perform(ticket, "dispatch", { unit: to, ...(reason ? { reason } : {}) }));
      toast(`已派给${unitName(to)}：${ticket.number}`);
    },
  });
  return box(["dispatch"], "派给谁", h("p", `系统没有自动派单：${ticket.route.because}`),
    ticket.route.question && h("p.ask-line", `可以问来电人：${ticket.route.question}`),
    ticket.proposal && h("p.warn-line", "可能不属于受理范围。确认后用“办结”选“不予受理”，告知来电人正确的渠道。"), form);
}

// 退单

function returned(ticket, done) {
  const backs = ticket.events.filter((event) => event.action === "sendBack");
  const last = backs.at(-1);
  const suggest = last?.details?.suggest;
  return box(["upholdReturn", "rejectReturn"], `退单待审（第 ${ticket.returns} 次退单）`,
    last && h("dl.facts", h("dt", "谁退的"), h("dd", `${whoOf(last)} · ${when(last.at)}`), h("dt", "理由"), h("dd", last.reason), h("dt", "依据"), h("dd", last.text),
      suggest && [h("dt", "建议派给"), h("dd", unitName(suggest))]),
    backs.length > 1 && h("p.warn-line", `已被退过 ${backs.length} 次：${backs.map((event) => unitName(event.by.unit)).join("、")}`),
    h("div.ask-end.ask-start",
      suggest && h("button.btn.btn-primary", { type: "button", onclick: () => decide(ticket, "upholdReturn", { unit: suggest }, done) }, `同意，改派${unitName(suggest)}`),
      h("button.btn.btn-outline-primary", { type: "button", onclick: () => begin(ticket, "upholdReturn", done) }, suggest ? "同意，另派…" : "同意退单…"),
      h("button.btn.btn-outline-danger", { type: "button", onclick: () => begin(ticket, "rejectReturn", done) }, "驳回…")));
}

async function decide(ticket, action, values, done) {
  try {
    done(await perform(ticket, action, values));
    toast(`已办：${ticket.number}`);
  } catch (problem) {
    toast(problem.node ? problem.node.textContent : problem.detail ?? problem.message, "bad");
  }
}

// 延期

function extension(ticket, done) {
  const asked = ticket.events.filter((event) => event.action === "requestExtension").at(-1);
  const clock = ticket.clocks.filter((each) => each.kind === "answer").at(-1);
  return box(["approveExtension", "denyExtension"], "延期待批",
    h("dl.facts", h("dt", "申请"), h("dd", `延长 ${ticket.extensionDaysAsked} 个工作日 · ${asked ? `${whoOf(asked)} · ${when(asked.at)}` : ""}`),
      h("dt", "理由"), h("dd", asked?.reason ?? ""), clock && [h("dt", "原时限"), h("dd", deadline(clock.due))],
      h("dt", "已批准"), h("dd", `${ticket.extensionsGranted} 次（最多3次）`)),
    h("div.ask-end.ask-start",
      h("button.btn.btn-primary", { type: "button", onclick: () => decide(ticket, "approveExtension", { days: ticket.extensionDaysAsked }, done) }, `同意 ${ticket.extensionDaysAsked} 个工作日`),
      h("button.btn.btn-outline-primary", { type: "button", onclick: () => begin(ticket, "approveExtension", done) }, "改天数…"),
      h("button.btn.btn-outline-danger", { type: "button", onclick: () => begin(ticket, "denyExtension", done) }, "不同意…")));
}

// 回访

function callBack(ticket, done) {
  const answer = ticket.events.filter((event) => event.action === "answer").at(-1);
  const open = ticket.callBacks.filter((each) => !each.result);
  const tries = open[0]?.attempts ?? 0;
  const caller = open.length > 1
    ? [{ name: "caller", label: "回访哪一位来电人", type: "choice", required: true, value: open[0].caller, options: open.map((each) => [each.caller, spaced(each.caller)]) }] : [];
  const form = formOf({
    verb: "记录回访结果",
    fields: [
      ...caller,
      { name: "result", label: "来电人怎么说", type: "choice", required: true,
        options: [["yes", "满意"], ["basically", "基本满意"], ["no", "不满意", "退回重办"], ["away", "没接通"]] },
      { name: "responded", label: "承办单位联系过来电人", type: "check", value: true },
      { name: "resolved", label: "问题已经解决", type: "check", value: answer?.details?.outcome !== "explained" },
      { name: "reason", label: "来电人的意见", type: "area", rows: 2, max: 2000, hint: "不满意时请写明原因。" },
    ],
    submit: async ({ result, caller: who, reason, responded, resolved }) => {
      if (result === "no" && !reason) throw Object.assign(new Error("bad"), { errors: [{ pointer: "/reason", message: "请写明来电人为什么不满意。" }] });
      const values = result === "away" ? { reached: false }
        : { reached: true, responded: Boolean(responded), resolved: Boolean(resolved), satisfied: result };
      done(await perform(ticket, "callBack", { ...values, ...(who ? { caller: who } : {}), ...(reason ? { reason } : {}) }));
      toast(result === "away" ? `已记录没接通：${ticket.number}` : `回访完成（${CALLBACK[result]}）：${ticket.number}`);
    },
  });
  return box(["callBack"], "回访", h("div.script",
    h("p", `“您好，这里是社会救助服务热线。您${when(ticket.filedAt)}反映的${subject(ticket)}的事，承办单位已经办理，想听听您的意见。`),
    h("p", "1. 承办单位跟您联系过吗？ 2. 问题解决了吗？ 3. 您对办理结果满意吗？”")),
  answer && h("div.answered", h("strong", `承办单位的答复（${OUTCOME[answer.details?.outcome] ?? ""}）`), h("p.said", answer.text)),
  tries > 0 && h("p.warn-line", `已拨打 ${tries} 次没有接通。`), form);
}

async function showDuty() {
  const { body } = await get(`/units/${me.desk}/duty`);
  refill($("#duty"), body.onDuty.length ? ["值班：", h("strong", body.onDuty.join("、"))] : "", body.phone ? `${body.onDuty.length ? " · " : ""}值班电话 ${body.phone}` : "");
}

start(async () => {
  units = await unitsAround().catch(() => []);
  await work.start();
  showDuty().catch(() => {});
}, work.keys(), { ahead: [work.path(false)], reads: [unitNames, loadCalendar] });
