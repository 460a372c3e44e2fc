// What can be done to a ticket: what each action asks for, and doing it.
import { get, post, unitName, unitNames, unitsAround } from "./api.js";
import { h, me, toast } from "./dom.js";
import { askWith } from "./forms.js";
import { PHRASES } from "./phrases.js";
import { dayAfter, when } from "./time.js";
import { actionName, cardOptions, categories, SUPERVISION, SUSPENSION } from "./words.js";

/** What is done most in each state comes first; the rest stands under 更多. */
const FIRST = {
  desk: ["dispatch", "close"],
  dispatched: ["sign", "sendBack"],
  returning: ["upholdReturn", "rejectReturn"],
  handling: ["answer", "contact", "requestExtension", "suspend", "sendBack"],
  suspended: ["resume"],
  answered: ["callBack"],
  closed: ["reopen"],
};
const DANGER = new Set(["sendBack", "withdraw", "exclude", "denyExtension", "rejectReturn"]);
/** Done by forms of their own. */
const APART = new Set(["attach"]);

export const KEYS = {
  sign: "s", answer: "a", sendBack: "r", requestExtension: "e", suspend: "p", note: "n",
  contact: "c", take: "t", attach: "f", dispatch: "d", callBack: "b", resume: "s", urge: "u",
};

const reason = (label = "理由", more = {}) =>
  ({ name: "reason", label, type: "area", required: true, max: 2000, ...more });

const unitField = (units, label = "承办单位", more = {}) =>
  ({ name: "unit", label, type: "unit", units, required: true, ...more });

const RETURN_BASIS = [
  ["不属于本辖区：户籍地（急难发生地）在____。", "不属于本辖区：户籍地（急难发生地）在____。"],
  ["不属于本单位职责，依据____，应由____办理。", "不属于本单位职责，依据____，应由____办理。"],
  ["重复工单，已在____号工单办理。", "重复工单，已在____号工单办理。"],
];

const phrases = (kind) => (PHRASES[kind] ?? []).map((words) => (Array.isArray(words) ? words : [words, words]));

/** The fields of an action; what it needs besides stands in `around`. */
const FIELDS = {
  dispatch: (ticket, { units }) => [unitField(units, "派给", { value: ticket.route.candidates[0]?.unit }), reason("说明", { required: false })],
  redirect: (ticket, { units }) => [unitField(units, "改派给"), reason()],
  addCoHandler: (ticket, { units }) => [unitField(units, "协办单位"), reason()],
  upholdReturn: (ticket, { units }) => [unitField(units, "改派给", { required: false, hint: "不填则退回坐席待派单。" }), reason("说明", { required: false })],
  rejectReturn: () => [reason("驳回理由", { templates: phrases("rejectReturn") })],
  approveExtension: (ticket) => [{ name: "days", label: "批准天数（工作日）", type: "number", min: 1, max: 3, value: ticket.extensionDaysAsked ?? 1, required: true }],
  denyExtension: () => [reason("不同意的理由", { templates: phrases("denyExtension") })],
  sendBack: (ticket, { units }) => [
    reason("为什么退", { templates: phrases("sendBack") }),
    { name: "basis", label: "依据", type: "area", rows: 2, required: true, templates: RETURN_BASIS },
    { name: "suggest", label: "建议派给", type: "unit", units },
  ],
  answer: (ticket) => [
    { name: "outcome", label: "办理结果", type: "choice", required: true,
      value: ticket.kind === "consult" ? "explained" : undefined,
      options: [["resolved", "已解决", "诉求已经办成"], ["explained", "已解释说明", "政策已讲清，或暂时办不成"]] },
    { name: "text", label: "答复内容", type: "area", rows: 8, max: 50000, required: true, templates: phrases("answer") },
  ],
  suspend: () => [
    { name: "reason", label: "挂起原因", type: "choice", required: true, options: Object.entries(SUSPENSION) },
    { name: "until", label: "恢复日期", type: "date", required: true, min: dayAfter(1), max: dayAfter(30),
      hint: "到这一天上班时自动恢复办理，期间答复时限暂停。" },
  ],
  requestExtension: () => [
    { name: "days", label: "延长几个工作日", type: "choice", required: true, options: [["1", "1天"], ["2", "2天"], ["3", "3天"]] },
    reason("申请理由", { templates: phrases("requestExtension") }),
  ],
  contact: () => [
    { name: "reached", label: "是否联系上", type: "choice", required: true, options: [["true", "联系上了"], ["false", "没有联系上"]] },
    { name: "note", label: "联系情况", type: "area", required: true, max: 50000, templates: phrases("contact") },
  ],
  note: () => [
    { name: "text", label: "备注", type: "area", required: true, max: 50000, rows: 4 },
    { name: "internal", label: "仅内部可见", type: "check" },
  ],
  report: () => [{ name: "text", label: "协办情况", type: "area", rows: 6, required: true, max: 50000 }],
  take: (ticket, { colleagues }) => [{ name: "account", label: "由谁办理", type: "choice", required: true, value: me.account,
    options: colleagues.map((account) => [account, account === me.account ? `${account}（我）` : account]) }],
  startApplication: () => [
    { name: "programme", label: "救助项目", type: "select", required: true, options: [["dibao", "低保"], ["tekun", "特困"], ["rigid", "刚性支出困难"]] },
    { name: "acceptedOn", label: "受理日期", type: "date", required: true, max: dayAfter(0), value: dayAfter(0) },
    { name: "special", label: "特殊情形", max: 64, hint: "如需延长的情形，按规定填写。" },
  ],
  merge: () => [{ name: "into", label: "并入哪一单", required: true, max: 20, hint: "填写主单的工单编号。来电人各自保留回访。" }],
  reclassify: (ticket) => [
    { name: "kind", label: "诉求类型", type: "select", value: ticket.kind, options: categories.kinds.map(pair), required: true },
    { name: "matter", label: "事项", type: "select", value: ticket.matter, options: categories.matters.map(pair), required: true },
    { name: "aspect", label: "环节", type: "select", value: ticket.aspect, options: categories.aspects.map(pair), required: true },
    reason(),
  ],
  markUrgent: (ticket) => [
    { name: "urgent", label: "紧急程度", type: "choice", required: true, value: String(!ticket.urgent), options: [["true", "紧急"], ["false", "不紧急"]] },
    reason(),
  ],
  close: (ticket) => [
    { name: "outcome", label: "怎样办结", type: "choice", required: true,
      value: ticket.proposal ? "notAccepted" : undefined,
      options: [["answeredOnTheSpot", "直接答复"], ["notAccepted", "不予受理", "请在答复中写明正确的渠道"]] },
    { name: "code", label: "不予受理的原因", type: "select", value: ticket.proposal ?? "", options: OUT_OF_SCOPE },
    { name: "text", label: "告知内容", type: "area", rows: 5, required: true, max: 50000, templates: phrases("close") },
  ],
  supervise: () => [
    { name: "level", label: "督办级别", type: "choice", required: true, options: Object.entries(SUPERVISION) },
    { name: "complex", label: "情况复杂（一个月内答复）", type: "check" },
  ],
  exclude: () => [reason("剔除理由（记入流水）")],
  closeFinal: (ticket) => [
    { name: "attachment", label: "负责人签署的文件", type: "select", required: true, options: ticket.attachments.map((file) => [String(file.id), file.name]),
      hint: ticket.attachments.length ? "" : "请先用“附件”上传签署的文件。" },
    reason("最终答复的理由"),
  ],
  tell: () => [{ name: "card", label: "告知了哪张明白卡", type: "select", required: true, options: cardOptions() }],
  urge: () => [reason("催办说明", { required: false, value: "" })],
  withdraw: () => [reason("来电人为什么撤销")],
  reopen: () => [reason("为什么重新打开")],
  unmerge: () => [reason("为什么拆单")],
};

export const OUT_OF_SCOPE = [
  ["litigation", "诉讼（人民法院、人民检察院）"], ["arbitration", "仲裁"], ["discipline", "纪检监察（12388）"],
  ["reconsideration", "行政复议"], ["petition", "信访程序"], ["disclosure", "政府信息公开"],
  ["police", "公安机关（110）"], ["traffic", "交警（122）"], ["secret", "国家秘密、商业秘密、个人隐私"],
];

const pair = (item) => [item.code, item.name];

/** Done at once, without asking. */
const AT_ONCE = new Set(["sign", "resume", "release"]);

/** Values as the API wants them. */
function asked(action, values) {
  const typed = { ...values };
  for (const name of ["reached", "urgent"]) {
    if (typeof typed[name] === "string") typed[name] = typed[name] === "true";
  }
  for (const name of ["days", "attachment"]) {
    if (typed[name] !== undefined) typed[name] = Number(typed[name]);
  }
  if (action === "close" && typed.outcome !== "notAccepted") delete typed.code;
  return typed;
}

/** Does it. A ticket that has changed meanwhile is told of with who did what. */
export async function perform(ticket, action, values = {}, key = undefined) {
  try {
    const { body, etag } = await post(`/tickets/${ticket.number}/actions`, { action, ...asked(action, values) }, { etag: ticket.etag, key });
    return Object.assign(body, { etag });
  } catch (problem) {
    if (problem.status === 412) await explainConflict(problem, ticket);
    throw problem;
  }
}

async function explainConflict(problem, ticket) {
  const [{ body: now, etag }, { body: events }] = await Promise.all([
    get(`/tickets/${ticket.number}`), get(`/tickets/${ticket.number}/events`), unitNames(),
  ]);
  const news = events.items.filter((event) => event.sequence > (ticket.lastSequence ?? Infinity));
  const shown = news.length ? news : events.items.slice(-2);
  problem.title = "工单已有变化";
  problem.node = h("div.conflict", h("strong", "您打开之后，这张工单有了变化："),
    h("ul", shown.map((event) => h("li", `${when(event.at)}　${whoOf(event)}　${actionName(event.action)}`, event.reason ? `（${event.reason}）` : ""))),
    h("p", "您填写的内容还在。看过变化后仍要提交，请再按一次。"));
  Object.assign(ticket, { etag, state: now.state, actions: now.actions, lastSequence: events.items.at(-1)?.sequence });
  problem.ticket = Object.assign(now, { etag });
}

export function whoOf(event) {
  if (event.by.account === "time") return "系统";
  const unit = event.by.unit ? unitName(event.by.unit) : "";
  return unit ? `${event.by.account}（${unit}）` : event.by.account;
}

/** Who works at this unit, as far as the roster says. */
export async function colleagues(unit = me.unit) {
  const { body } = await get(`/units/${unit}/duty`).catch(() => ({ body: { onDuty: [], shifts: [] } }));
  return [...new Set([me.account, ...body.onDuty, ...body.shifts.map((shift) => shift.account)])].slice(0, 12);
}

/** Asks for what the action needs, in place, and does it. */
export async function begin(ticket, action, done) {
  if (AT_ONCE.has(action)) {
    try {
      const changed = await perform(ticket, action);
      toast(`已${actionName(action)}：${ticket.number}`);
      return done(changed);
    } catch (problem) {
      toast(problem.node ? problem.node.textContent : problem.detail ?? problem.message, "bad");
      return problem.ticket && done(problem.ticket);
    }
  }
  const [units, people] = await Promise.all([unitsAround(), action === "take" ? colleagues() : []]);
  return askWith({
    title: `${actionName(action)} ${ticket.number}`,
    lead: leads[action]?.(ticket),
    wide: ["answer", "close", "sendBack", "report"].includes(action),
    fields: FIELDS[action](ticket, { units, colleagues: people }),
    verb: actionName(action),
    danger: DANGER.has(action),
    submit: async (values) => {
      const changed = await perform(ticket, action, values);
      toast(`已${actionName(action)}：${ticket.number}`);
      done(changed);
    },
  });
}

const leads = {
  answer: (ticket) => h("blockquote.said", ticket.text),
  sendBack: () => h("p", "退单由坐席审核，审核期间答复时限照常计算。驳回后本单位不能再退这一单。"),
  requestExtension: (ticket) => h("p", `已批准延期${ticket.extensionsGranted}次，最多3次，每次最多3个工作日。批准之前原时限有效。`),
  closeFinal: () => h("p", "最终答复后不再重办，须有负责人签署的文件。"),
};

export function fieldsOf(action, ticket, around) { return FIELDS[action](ticket, around); }

/** The actions of a ticket: {first, more}. */
export function sortedActions(ticket) {
  const allowed = (ticket.actions ?? []).filter((action) => FIELDS[action] || AT_ONCE.has(action) || APART.has(action))
    .filter((action) => action !== "release" || ticket.supervision)
    .filter((action) => !["approveExtension", "denyExtension"].includes(action) || ticket.extensionDaysAsked)
    .filter((action) => action !== "requestExtension" || !ticket.extensionDaysAsked);
  const wanted = ticket.extensionDaysAsked ? ["approveExtension", "denyExtension", ...FIRST[ticket.state]] : FIRST[ticket.state];
  const first = wanted.filter((action) => allowed.includes(action));
  // Who has nothing of his own to do here may still urge and note.
  if (!first.length) first.push(...["urge", "note", "attach"].filter((action) => allowed.includes(action)));
  return { first, more: allowed.filter((action) => !first.includes(action)) };
}
