// Matching (数据比对): marks and their reasons, partners' lists, and how the rules do.
import { get, post } from "./api.js";
import { empty, h, me, toast } from "./dom.js";
import { askWith } from "./forms.js";
import {
  button, DISPOSAL, dueMark, isCounty, listOf, MARK, MARK_STATE, mistakesOf, options, panel, panels, PURPOSE, REQUEST,
  REQUEST_ACTION, RESULT, save, sendList, table,
} from "./roster-words.js";
import { start } from "./shell.js";
import { today, when } from "./time.js";
import { GRADE, spaced } from "./words.js";

let state = "";

// Marks

async function marksPanel(again) {
  const select = h("select.form-select", { id: "mark-state", onchange: (event) => { state = event.target.value; again(); } },
    h("option", { value: "" }, "全部状态"), options(MARK_STATE).map(([code, name]) => h("option", { value: code }, name)));
  select.value = state;
  const list = await listOf(`/marks?limit=50${state ? `&state=${state}` : ""}`, ["提示", "谁", "理由和走访情况", "状态和办理"],
    (mark) => markRow(mark, again), "比对提示", ["没有提示", "导入部门名单后，这里列出需要走访核实的人。"]);
  return panel("比对提示", "只是线索，以实地核实为准；每条提示都有理由", h("label.measure", { for: "mark-state" }, "状态 ", select), list);
}

function markRow(mark, again) {
  return h("tr", h("td", h("strong", `${mark.mark}号`), h("div", MARK[mark.kind]), h("div.hint", `${mark.points}分`)),
    h("td", mark.name ?? "", h("div.hint", mark.idNumber ?? "没有证件号"), mark.household && h("a", { href: `/roster/${mark.household}` }, `户${mark.household}`)),
    h("td.words", mark.reasons.map((reason) => h("div", { title: reason.basis ?? "" }, reason.because, h("span.hint", `（${reason.points}分）`))),
      mark.report && h("div.hint", `走访：${mark.report}`)),
    h("td", h("div", mark.townshipName ?? "未写明乡镇", "，", MARK_STATE[mark.state], mark.result && `，${RESULT[mark.result]}`, mark.disposal && `，${DISPOSAL[mark.disposal]}`),
      mark.ticket && h("div", h("a", { href: `/tickets/${mark.ticket}` }, spaced(mark.ticket))),
      h("div.near-end", mark.actions.filter((action) => action === "report" || isCounty).map((action) => button(ACTIONS[action].words, () => ACTIONS[action].run(mark, again))),
        mark.state !== "closed" && button("查看明文", () => unmask(mark)))));
}

const plain = (words, action, fields = [], lead) => ({
  words,
  run: (mark, again) => askWith({
    title: `${mark.mark}号提示：${words}`, verb: words, lead, fields: typeof fields === "function" ? fields(mark) : fields,
    submit: async (values) => { await post(`/marks/${mark.mark}/actions`, { action, ...values }); toast(`已办理：${words}`); again(); },
  }),
});
const report = { name: "text", label: "说明", type: "area", rows: 4, max: 20000 };
const ACTIONS = {
  confirm: plain("是同一人", "confirm", [], h("p", "核对后确认名单中的人就是台账中的人。")),
  reject: plain("不是同一人", "reject"),
  visit: plain("派走访", "visit", (mark) => (mark.township ? [] : [{ name: "township", label: "乡镇（街道）代码", required: true, max: 9 }]), h("p", "给所在乡镇（街道）派一张走访工单。")),
  report: plain("回报走访结果", "report", [{ name: "result", label: "结果", type: "choice", options: options(RESULT), required: true }, { ...report, label: "走访情况", required: true }]),
  dispose: plain("处置", "dispose", [{ name: "disposal", label: "处置方式", type: "choice", options: options(DISPOSAL), required: true }, report]),
  dismiss: plain("不走访", "dismiss", [{ ...report, label: "理由", required: true }]),
};

function unmask(mark) {
  const place = h("p.once", { hidden: true });
  askWith({
    title: `查看 ${mark.mark}号提示的明文`, verb: "查看", lead: place,
    fields: [
      { name: "field", label: "查看什么", type: "select", options: [["name", "姓名"], ["idNumber", "身份证号"]], required: true },
      { name: "purpose", label: "用途", required: true, max: 200 },
    ],
    submit: async (values) => {
      const { body } = await post(`/marks/${mark.mark}/unmask`, values);
      place.hidden = false;
      place.textContent = body.value ?? "名单中没有";
      throw Object.assign(new Error("已记录查看人和用途。"), { errors: [] });
    },
  });
}

// Requests and lists

async function listsPanel(again) {
  const [{ body: requests }, { body: rules }] = await Promise.all([get("/data-requests"), get("/matching/rules")]);
  const rows = requests.items.map((each) => h("tr", h("td", h("strong", each.sourceName), h("div.hint", each.partner)), h("td", PURPOSE[each.purpose]),
    h("td.words", each.reason), h("td", REQUEST[each.state], each.approvedBy && h("div.hint", `${each.approvedBy} 批准`)), h("td", each.due ? dueMark(each.due, each.card) : ""),
    h("td", h("div.near-end", isCounty && each.actions.filter((action) => !["approve", "refuse"].includes(action) || me.role === "manager")
      .map((action) => button(REQUEST_ACTION[action], () => decide(each, action, again))), isCounty && each.takesLists && button("导入名单", () => bring(each, again), "primary")))));
  const lists = await listOf("/match-lists?limit=20", ["名单", "导入", "行", "在册", "弱匹配", "提示", "错误行", ""],
    (each) => h("tr", h("td", each.sourceName, h("div.hint", `${each.day}，${PURPOSE[each.purpose]}`)), h("td", when(each.startedAt)), h("td", each.rows), h("td", each.strong), h("td", each.weak),
      h("td", each.marks), h("td", each.bad), h("td", button("下载错误（CSV）", () => save(`/match-lists/${each.list}/mistakes`, null, `名单错误-${each.list}.csv`)))),
    "导入过的名单", ["还没有导入过名单"]);
  return [panel("数据共享申请", "用途须经管理者批准；时限按政务数据共享条例", isCounty && button("提出申请", () => propose(rules.sources, again), "primary"),
    rows.length ? table(["名单", "用途", "理由", "状态", "到期", ""], rows, "数据共享申请") : empty("还没有申请")), panel("导入过的名单", "名单比对后即丢弃，只保留命中的提示", null, lists)];
}

function propose(sources, again) {
  askWith({
    title: "提出数据共享申请", verb: "提出",
    fields: [
      { name: "source", label: "名单", type: "select", required: true, options: sources.map((each) => [each.source, `${each.name}（${each.partner}，${each.purposes.map((one) => PURPOSE[one]).join("、")}）`]) },
      { name: "purpose", label: "用途", type: "choice", required: true, options: options(PURPOSE) },
      { name: "reason", label: "理由", type: "area", required: true },
    ],
    submit: async (values) => { await post("/data-requests", values); again(); },
  });
}

function decide(request, action, again) {
  askWith({
    title: `${request.sourceName}：${REQUEST_ACTION[action]}`, verb: REQUEST_ACTION[action], fields: [], danger: ["refuse", "decline", "end"].includes(action),
    submit: async () => { await post(`/data-requests/${request.request}/actions`, { action }); again(); },
  });
}

function bring(request, again) {
  const input = h("input.form-control", { type: "file", accept: ".csv,.xlsx", id: "list-file" });
  askWith({
    title: `导入名单：${request.sourceName}`, verb: "导入并比对", wide: true,
    lead: h("div", h("p", `批准的用途：${PURPOSE[request.purpose]}。`), h("label.form-label", { for: "list-file" }, "名单文件"), input),
    fields: [
      { name: "day", label: "名单日期", type: "date", value: today(), max: today(), required: true },
      { name: "provenance", label: "来源（谁、何时、以什么方式提供）", type: "area", required: true, max: 500 },
    ],
    submit: async ({ day, provenance }) => {
      const file = input.files[0];
      if (!file) throw new Error("请选择名单文件。");
      const { body } = await sendList(`/data-requests/${request.request}/lists?purpose=${request.purpose}&day=${day}`, file, provenance);
      toast(`已比对${body.rows}行：提示${body.marks}条，派出走访${body.visits}件，错误${body.bad}行`);
      again();
      if (body.mistakes.length) askWith({ title: "名单中的错误", verb: "关闭", wide: true, fields: [], submit: async () => {}, lead: mistakesOf(body.mistakes) });
    },
  });
}

// Rules

async function rulesPanel() {
  const { body } = await get("/matching/rules");
  const rows = body.rules.map((rule) => h("tr", h("td.words", rule.because, h("div.hint", rule.basis)), h("td", MARK[rule.kind] ?? "组合"), h("td", rule.points),
    h("td", GRADE[rule.grade] ?? rule.grade, !rule.active && h("div", h("span.pill.pill-warn", "门槛未设，未启用"))), h("td", rule.marks), h("td", rule.confirmed), h("td", rule.notConfirmed), h("td", rule.unclear), h("td", rule.open)));
  const thresholds = body.thresholds.map((each) => h("tr", h("td", each.name), h("td", each.value === null ? "未设" : `${each.value}${each.unit}`), h("td.words", each.basis)));
  return [panel("规则成效", `达到${body.openAt}分的派走访；属实和不属实由走访结果统计`, null, table(["规则", "提示", "分", "依据等级", "提示数", "属实", "不属实", "无法核实", "未核实"], rows, "规则成效")),
    panel("门槛", "没有找到全国或全省的数字，由当地核定", null, table(["门槛", "值", "依据"], thresholds, "门槛"))];
}

const open = panels("#matching-nav", "#matching", [
  ["marks", "比对提示", marksPanel], ["lists", "申请与名单", listsPanel], ["rules", "规则成效", rulesPanel],
]);
start(() => open(location.hash.slice(1)));
