// What a finding changes of the roster: which household, what, and the steps that come first.
import { get, post } from "./api.js";
import { h, toast } from "./dom.js";
import { askWith } from "./forms.js";
import { BASIS, CASE, kindOf, options, RELATION, toFen, yuan } from "./roster-words.js";
import { today } from "./time.js";

/** What can be done; what lowers or ends opens a case, whose first step is to hear the person. */
const WHAT = [
  ["reduce", "调减（先听取意见，再决定、告知）"], ["exit", "退出（先听取意见，再决定、告知）"],
  ["startGradual", "渐退（退出前保留一段时间）"], ["adjust", "提高金额，或改备注（直接生效）"],
  ["death", "成员死亡核减"], ["unreported", "未及时报告变化"],
];
const CASES = ["reduce", "exit", "death", "unreported"];

/** Asks which household and what, and then what belongs to that. */
export async function adjustRoster(finding, again) {
  const { body } = await get(`/findings/${finding.id}/households`);
  if (!body.items.length) {
    return askWith({
      title: `台账里没有${finding.household}`, verb: "知道了", fields: [], submit: () => {},
      lead: h("p", "这个乡镇（街道）的在册户里没有叫这个名字的成员，不能调整台账。需要申请救助的，请转工单。"),
    });
  }
  const named = new Map(body.items.map((each) => [String(each.household), each]));
  const choices = body.items.map((each) => [String(each.household),
    `户${each.household} ${each.people[0]?.name ?? ""} ${kindOf(each)} ${each.members}人 每月${yuan(each.amount)} ${each.villageName ?? ""}`]);
  return askWith({
    title: `调整台账：${finding.household} ${finding.topicName}`, verb: "下一步", wide: true,
    lead: h("p", `${finding.corrected ?? finding.found}。按户主姓名在台账里找到${body.items.length}户，请核对。`),
    fields: [
      { name: "household", label: "哪一户", type: "select", options: choices, required: true, value: choices.length === 1 ? choices[0][0] : undefined },
      { name: "what", label: "怎样调整", type: "select", options: WHAT, required: true },
    ],
    submit: async ({ household, what }) => { askDetails(finding, named.get(household), what, again); },
  });
}

function fieldsOf(what, household) {
  const happened = { name: "happenedOn", label: "变化发生的日期", type: "date", max: today(), required: true };
  const people = household.people.map((each) => [String(each.person), `${each.name}（${RELATION[each.relation] ?? "成员"}）`]);
  if (what === "startGradual") return [{ name: "until", label: "渐退到", type: "date", required: true }];
  if (what === "death") return [happened, { name: "person", label: "哪位成员", type: "select", options: people, required: true }];
  if (CASES.includes(what)) return [happened];
  return [
    { name: "amount", label: `新的月金额（元），现在是${yuan(household.amount)}`, max: 12 },
    { name: "from", label: "从哪天起（默认下月1日）", type: "date" },
    { name: "basis", label: "依据", type: "select", options: options(BASIS).filter(([code]) => !["list", "gradual", "move", "death"].includes(code)), required: true },
    { name: "note", label: "备注", type: "area", max: 2000 },
  ];
}

function askDetails(finding, household, what, again) {
  const isCase = CASES.includes(what);
  askWith({
    title: `户${household.household}：${WHAT.find(([code]) => code === what)[1]}`, verb: isCase ? "开始办理" : "调整",
    lead: isCase && h("p", `先开一件“${CASE[what]}”，在台账里逐步办理；办完以前，台账不变。`),
    fields: [...fieldsOf(what, household), { name: "reason", label: "处置意见", type: "area", required: true, max: 1000 }],
    submit: async ({ amount, person, ...values }) => {
      await post(`/findings/${finding.id}/actions`, {
        action: "adjustRoster", rosterHousehold: household.household, change: isCase ? "openCase" : what,
        ...(isCase ? { kind: what } : {}), ...(person ? { person: Number(person) } : {}), ...(amount ? { amount: toFen(amount) } : {}), ...values,
      }, { etag: finding.etag });
      toast(`${finding.household}：${isCase ? "已在台账开始办理" : "台账已调整"}`);
      await again();
    },
  });
}
