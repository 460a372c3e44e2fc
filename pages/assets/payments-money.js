// Standards and what they owe back, the funds' way, signs for managers, and complaints.
import { get, post, Problem } from "./api.js";
import { empty, h, me, refill, toast } from "./dom.js";
import { askWith } from "./forms.js";
import { caution, fenOf, keeps, PROGRAMMES, readAll, table, yuan } from "./payments-parts.js";
import { when } from "./time.js";

/** How many rows of persons are shown. */
const ROWS = 200;

/** Standards, and how far each county is with paying back since one was raised (提标补发). */
export async function showStandards(asked) {
  const division = me.scope.length < 6 ? asked.city : asked.county;
  const { body } = await get(`/standards?division=${division}&programme=${asked.programme}`);
  if (!body.items.length) return empty("还没有标准", "保障标准由管理员按当地文件写在规则文件standards.yaml里；没有文件依据的不预设。");
  const persons = h("div");
  const show = async (item, raise) => {
    const query = new URLSearchParams({ county: item.county, programme: item.programme, from: raise.standard.from, unsettled: "true", limit: ROWS });
    const { body: owed } = await get(`/standards/owed?${query}`);
    refill(persons, h("h2", `${item.name}未补清的`), owed.items.length
      ? [table("未补清的对象", [["对象"], ["人月", true], ["应补（元）", true], ["已补（元）", true], ["尚欠（元）", true]],
        owed.items.map((each) => [`${each.person.name} ${each.person.idNumber}`, String(each.personMonths), yuan(each.owed), yuan(each.paid), yuan(each.owed - each.paid)])),
      owed.next && h("p.hint", `只显示前${ROWS}行。`)]
      : empty("都补清了", ""));
  };
  const standards = table("现行标准", [["县区"], ["标准（元/人·月）", true], ["自何日"], ["依据"]],
    body.items.map((item) => [item.name, yuan(item.standard?.amount), item.standard?.from, [item.standard?.basis, " ", caution(item.standard?.caution)]]));
  const raises = body.items.flatMap((item) => item.raises.map((raise) => [
    item.name, `${yuan(raise.former)} → ${yuan(raise.standard.amount)}`, raise.standard.from, raise.standard.paidFrom ?? "未定", String(raise.persons),
    yuan(raise.owed), yuan(raise.paid), raise.persons ? `${raise.settled}（${Math.floor((raise.settled / raise.persons) * 100)}%）` : "—",
    h("button.btn.btn-outline-secondary.btn-sm", { type: "button", onclick: () => show(item, raise) }, "谁没补清"),
  ]));
  return h("div", standards, h("h2", "提标补发进度"), raises.length
    ? table("提标补发进度", [["县区"], ["提标（元）"], ["执行日"], ["正常按新标准发"], ["应补户（人）", true], ["应补（元）", true], ["已补（元）", true], ["补清", true], [""]], raises)
    : empty("没有提标", "标准提高后，这里按发放明细算出应补发的和已补的。"), persons);
}

const STEPS = [["raised", "筹集"], ["allocated", "分配"], ["passedOn", "拨付"], ["paid", "发放"]];

/** The funds' way (资金流水), and for how many days money lay where. */
export async function showFunds(asked, again) {
  const division = me.scope.length < 6 ? asked.city : asked.county;
  const { body } = await get(`/funds?division=${division}&programme=${asked.programme}`);
  const movements = body.movements.length
    ? table("资金流水", [["日期"], ["环节"], ["从"], ["到"], ["月份"], ["金额（元）", true], ["记账"], ["备注"], [""]],
      body.movements.map((each) => [
        each.on, each.cancelled ? h("del", each.stepName) : each.stepName, each.fromName, each.toName ?? (each.step === "paid" ? "对象" : "—"), each.month,
        yuan(each.amount), each.reckoned ? "由批次计入" : each.enteredBy, each.note,
        !each.reckoned && !each.cancelled && each.enteredBy === me.account && cancelOf(each, again),
      ]))
    : empty("还没有资金流水", "收到、拨出资金时在这里记账；县级发放由已确认的批次自动计入。");
  const holds = body.holds.length && [h("h2", "在各单位停留"), table("停留天数", [["单位"], ["收到"], ["拨出或发放"], ["金额（元）", true], ["天数", true]],
    body.holds.map((each) => [each.name, each.receivedOn, each.leftOn ?? "还在", yuan(each.amount), String(each.days)]))];
  const isKeeper = /^\d+-civil-affairs$/.test(me.unit);
  return h("div", isKeeper && h("div.view-head", h("button.btn.btn-primary.btn-sm", { type: "button", onclick: () => enter(asked, again) }, "记一笔")), movements, holds);
}

const cancelOf = (movement, again) => h("button.btn.btn-outline-danger.btn-sm", { type: "button", onclick: () => askWith({
  title: "取消这笔流水", verb: "取消流水", danger: true,
  fields: [{ name: "reason", label: "原因", type: "area", required: true, max: 2000 }],
  submit: async (values) => { await post(`/funds/${movement.id}/cancellation`, values); toast("已取消"); again(); },
}) }, "取消");

function enter(asked, again) {
  const units = [["14-civil-affairs", "省民政厅"], [`${asked.city}-civil-affairs`, "市民政局"], [`${asked.county}-civil-affairs`, "县（市、区）民政局"]];
  askWith({
    title: `记一笔${PROGRAMMES[asked.programme]}资金流水`, verb: "记账",
    fields: [
      { name: "step", label: "环节", type: "select", options: STEPS, required: true },
      { name: "from", label: "从（筹集不填）", type: "select", options: units },
      { name: "to", label: "到（发放不填）", type: "select", options: units },
      { name: "amount", label: "金额（元）", type: "text", required: true, max: 20 },
      { name: "on", label: "日期", type: "date", required: true },
      { name: "note", label: "备注（文号等）", type: "text", max: 200 },
    ],
    submit: async (values) => {
      const amount = fenOf(values.amount);
      if (amount === null) throw new Problem(422, { title: "填写有误", detail: "金额请填数字，例如12345.60。" });
      await post("/funds", { ...values, amount, programme: asked.programme, month: asked.month });
      toast("已记账");
      again();
    },
  });
}

/** Signs (疑点) of money that went astray: for a manager to look at, and no finding of guilt. */
export async function showSigns(asked, again) {
  const division = me.scope.length < 6 ? asked.city : asked.county;
  const { body } = await get(`/fund-signs?division=${division}`);
  const lead = h("p.hint", "疑点由规则提示，只供核查，不是结论。放行前，有关单位及其下级看不到。");
  if (!body.items.length) return [lead, empty("没有疑点", "")];
  const what = (sign) => ({
    "held-days": `停留${sign.count}天才拨出或发放`, "never-passed-on": `${sign.count}天仍未拨出`, "paid-beyond-funds": "发放超过收到的资金",
    "shared-account": `${sign.count}笔账号末四位相同`, "round-sums": `备案人员${sign.count}笔整数金额`,
  }[sign.rule] ?? sign.rule);
  return [lead, table("疑点", [["类别"], ["情况"], ["单位"], ["项目"], ["日期"], ["金额（元）", true], ["批次", true], ["依据"], ["放行"]],
    body.items.map((sign) => [
      sign.name, what(sign), sign.unitName, PROGRAMMES[sign.programme], sign.on, yuan(sign.amount), sign.batch ? String(sign.batch) : "—",
      [sign.basis, " ", caution(sign.caution)],
      sign.releasedAt ? when(sign.releasedAt) : h("button.btn.btn-outline-primary.btn-sm", { type: "button", onclick: () => askWith({
        title: "放行这条疑点", lead: "放行后，有关单位就看得到这条疑点，不能收回。", verb: "放行", fields: [],
        submit: async () => { await post("/fund-signs/release", { division, sign: sign.sign }); toast("已放行"); again(); },
      }) }, "放行"),
    ]))];
}

/** Tickets about money that did not come, beside what was paid to their callers. */
export async function showComplaints(asked) {
  const items = await readAll(`/payment-complaints?county=${asked.county}`, 2);
  const lead = h("p.hint", "反映资金迟发少发、留了身份证号的工单，与发放明细对上：先按本人身份证号，再按台账里的同户成员。");
  if (!items.length) return [lead, empty("没有这类工单", "您看得到的工单里，没有反映资金发放并留了身份证号的。")];
  const line = (each) => h("div", `${each.month} ${PROGRAMMES[each.programme]} ${yuan(each.amount)}元，${each.paidOn}发放`,
    each.sort === "back" && "（补发）", each.late && h("span.card-mark.card-red", "迟发"),
    h("div.hint", `${each.reasonName}${each.reason === "household" ? `：${each.person.name} ${each.person.account}` : ""}`));
  return [lead, table("诉求核对", [["工单"], ["受理"], ["乡镇"], ["发放记录"]],
    items.map((each) => [
      h("a", { href: `/tickets/${each.ticket}` }, each.ticket), when(each.filedAt), each.townshipName,
      each.lines.length ? each.lines.map(line) : each.onRoster ? "在台账上，没有查到本户的发放记录" : "没有查到发放记录，台账上也没有这个身份证号",
    ]))];
}
