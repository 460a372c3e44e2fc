// One household: who belongs to it, all that changed, and what is under way.
import { get, post } from "./api.js";
import { $, empty, failed, h, loading, refill, toast } from "./dom.js";
import { askWith } from "./forms.js";
import {
  BASIS, button, CARE, CASE, DEED, dueMark, GROUND, isCounty, kindOf, options, PACE, panel, RELATION, STANDING, STEP,
  table, toFen, yuan,
} from "./roster-words.js";
import { start } from "./shell.js";
import { today, when } from "./time.js";

const id = location.pathname.split("/")[2];
const path = `/roster/households/${id}`;

async function draw() {
  const place = $("#household");
  refill(place, loading());
  try {
    const { body } = await get(path);
    refill(place, head(body), people(body), cases(body), versions(body), events(body));
  } catch (problem) {
    refill(place, problem.status === 404 ? empty("没有这一户", "或不在您的范围内。") : failed(problem, draw));
  }
}

function head(now) {
  const facts = [
    ["类型", kindOf(now)], ["状态", `${STANDING[now.standing]}${now.gradualUntil ? `，至${now.gradualUntil}` : ""}`],
    ["乡镇（街道）", [now.townshipName, now.villageName].filter(Boolean).join(" ")], ["人数", now.members], ["月金额", yuan(now.amount)],
    ["致困原因", now.grounds.map((each) => GROUND[each]).join("、")], ["自理能力", CARE[now.selfCare]],
    ["核查", `${PACE[now.reviewPace]}，下次到期 ${now.reviewDue}`], ["备注", now.note],
  ].filter(([, value]) => value || value === 0);
  return h("section.panel", h("div.list-head", h("h1", `户${now.household}　${now.head ?? ""}`), h("span.duty"),
    now.standing !== "off" && h("div.near-end", button("完成核查", review, "primary"), button("退出、调减、死亡…", () => openCase(now)),
      isCounty && button("调整", adjust), isCounty && button("渐退", gradual))),
  h("dl.facts", facts.map(([name, value]) => [h("dt", name), h("dd", value)])));
}

function people(now) {
  const rows = now.people.map((each) => h("tr", h("td", each.name), h("td", RELATION[each.relation] ?? "", !each.member && h("span.pill", "已不在本户")),
    h("td", each.idNumber), h("td", each.birthYear ? `${each.birthYear}年` : ""), h("td", each.disability ?? ""), h("td", each.phone ?? ""),
    h("td", button("查看明文", () => unmask(each)))));
  return panel("成员", "姓名、证件号、电话已脱敏；查看明文须写明用途", null, table(["姓名", "关系", "身份证号", "出生", "残疾", "电话", ""], rows, "成员"));
}

function cases(now) {
  if (!now.cases.length) return panel("办理事项", "退出、调减须先听取意见，再作决定并书面告知（社会救助法第四十八条）", null, empty("没有办理事项"));
  return now.cases.map((each) => panel(`${CASE[each.kind]}（${each.case}号）`,
    each.withdrawn ? "已撤销" : each.closedOn ? `${each.closedOn} 办结` : `下一步：${STEP[each.next]}`,
    !each.closedOn && (isCounty || !each.steps.find((step) => step.step === each.next)?.county) && button(`办理：${STEP[each.next]}`, () => advance(each), "primary"),
    table(["步骤", "办理日期", "时限", "依据", "内容"], each.steps.map((step) => h("tr", h("td", step.name),
      h("td", step.on ?? (each.next === step.step ? dueMark(`应于 ${each.nextDue} 前`, each.card) : "")),
      h("td", step.term), h("td.words", step.basis, step.grade === "unverified" && h("span.pill.pill-warn", "本系统默认，待当地核定")),
      h("td.words", step.text ?? ""))), "步骤"),
    each.due && h("p.hint", `全部须在 ${each.due} 前办完。`)));
}

function versions(now) {
  return panel("历次情况", "每次变更都保留，从哪天起生效、依据是什么", null, table(["起", "状态", "类型", "人数", "月金额", "核查到期", "依据"],
    now.versions.map((each) => h("tr", h("td", each.validFrom), h("td", STANDING[each.standing]), h("td", kindOf(each)), h("td", each.members), h("td", yuan(each.amount)),
      h("td", each.reviewDue), h("td", BASIS[each.basis]))), "历次情况"));
}

function events(now) {
  if (!now.events.length) return "";
  return panel("台账流水", "谁在什么时候做了什么", null, table(["时间", "谁", "做了什么"],
    now.events.map((each) => h("tr", h("td", when(each.at)), h("td", each.account ?? "系统"), h("td", DEED[each.action] ?? each.action))), "台账流水"));
}

// Doing something

async function act(values, words) {
  await post(`${path}/actions`, values);
  toast(words);
  draw();
}

function review() {
  askWith({
    title: "完成定期核查", verb: "记录", lead: h("p", "情况没有变化。有变化的，请办理调整、调减或退出。"),
    fields: [{ name: "on", label: "核查日期", type: "date", value: today(), max: today(), required: true }],
    submit: (values) => act({ action: "review", ...values }, "已记录核查"),
  });
}

function gradual() {
  askWith({
    title: "开始渐退", verb: "开始", lead: h("p", "就业后收入超过标准的，可以给予渐退期，最长六个月。"),
    fields: [{ name: "until", label: "渐退到", type: "date", required: true }],
    submit: (values) => act({ action: "startGradual", ...values }, "已开始渐退"),
  });
}

function adjust() {
  askWith({
    title: "调整", verb: "调整", lead: h("p", "只能增加金额或改其他内容；调减须先听取意见，请办理“调减”。"),
    fields: [
      { name: "amount", label: "月金额（元）", max: 12 },
      { name: "from", label: "从哪天起", type: "date" },
      { name: "basis", label: "依据", type: "select", options: options(BASIS).filter(([code]) => !["list", "gradual", "move"].includes(code)), required: true },
      { name: "reviewPace", label: "核查周期", type: "select", options: options(PACE) },
      { name: "selfCare", label: "自理能力", type: "select", options: options(CARE) },
      { name: "note", label: "备注", type: "area" },
    ],
    submit: ({ amount, ...values }) => act({ action: "adjust", ...values, ...(amount ? { amount: toFen(amount) } : {}) }, "已调整"),
  });
}

function openCase(now) {
  const living = now.people.filter((each) => each.member).map((each) => [String(each.person), `${each.name}（${RELATION[each.relation]}）`]);
  askWith({
    title: "开始办理", verb: "开始",
    fields: [
      { name: "kind", label: "事项", type: "select", options: options(CASE), required: true },
      { name: "happenedOn", label: "发生日期", type: "date", value: today(), max: today(), required: true },
      { name: "person", label: "哪位成员（死亡必选）", type: "select", options: living },
    ],
    submit: ({ person, ...values }) => act({ action: "openCase", ...values, ...(person ? { person: Number(person) } : {}) }, "已开始办理"),
  });
}

function advance(now) {
  const decides = ["decide", "adjust"].includes(now.next);
  askWith({
    title: `${CASE[now.kind]}：${STEP[now.next]}`, verb: "办理",
    fields: decides ? [
      { name: "effectiveFrom", label: "从哪天起（默认下月1日）", type: "date" },
      now.kind !== "exit" && { name: "amount", label: "决定后的月金额（元）", max: 12, required: now.kind === "reduce" },
    ].filter(Boolean) : now.next === "publish" ? [] : [{ name: "text", label: "内容", type: "area", rows: 5, required: true, max: 20000 }],
    submit: async ({ amount, ...values }) => {
      await post(`${path}/cases/${now.case}/steps`, { step: now.next, ...values, ...(amount ? { amount: toFen(amount) } : {}) });
      toast(`已办理：${STEP[now.next]}`);
      draw();
    },
  });
}

function unmask(person) {
  const place = h("p.once", { hidden: true });
  askWith({
    title: `查看 ${person.name} 的明文`, verb: "查看", lead: place,
    fields: [
      { name: "field", label: "查看什么", type: "select", options: [["name", "姓名"], ["idNumber", "身份证号"], ["phone", "电话"]], required: true },
      { name: "purpose", label: "用途", required: true, max: 200 },
    ],
    submit: async (values) => {
      const { body } = await post(`${path}/unmask`, { person: person.person, ...values });
      place.hidden = false;
      place.textContent = body.value ?? "没有登记";
      throw Object.assign(new Error("已记录查看人和用途。"), { errors: [] });
    },
  });
}

start(draw);
