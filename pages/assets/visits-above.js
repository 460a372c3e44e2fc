// What villages told: the township verifies each finding, the county disposes of it.
import { get, post } from "./api.js";
import { empty, h, me, toast } from "./dom.js";
import { askWith } from "./forms.js";
import { buttons, cardMark, lateWords, level, readAll, statePill } from "./duty-parts.js";
import { spaced } from "./words.js";
import { adjustRoster } from "./visits-roster.js";
import { FINDING, TOPIC } from "./visits-village.js";

const DISPOSAL = { ticket: "已转工单", roster: "已办台账", none: "不需处置" };
const VERIFY = ["agree", "correct", "reject"];
const DISPOSE = ["openTicket", "adjustRoster", "dismiss"];
const VERB = { agree: "属实", correct: "更正", reject: "不属实", openTicket: "转工单", adjustRoster: "调整台账", dismiss: "不需处置" };

export async function showAbove({ month, duty, again }) {
  const isTownship = level() === "township";
  const [duties, counts, findings] = await Promise.all([
    readAll(`/duties?kind=${isTownship ? "visits" : "visitReport"}&period=${month}`),
    get(`/visits/counts?period=${month}&by=${isTownship ? "unit" : "township"}`).then(({ body }) => new Map(body.rows.map((row) => [row.place, row]))),
    readAll(`/findings?period=${month}&handedIn=true`, 5),
  ]);
  const late = isTownship ? [] : (await get(`/duties/lateness?kind=visits&period=${month}&by=township`)).body.rows;
  const reported = new Set(duties.filter((each) => !["owed", "sentBack"].includes(each.state)).map((each) => each.owedBy.unit));
  const open = findings.filter((finding) => isTownship ? finding.state === "filed"
    : ["agreed", "corrected"].includes(finding.state) && !finding.disposal && reported.has(finding.village.unit.slice(0, 9)));
  const done = findings.filter((finding) => !open.includes(finding));
  const missing = duties.filter((each) => ["owed", "sentBack"].includes(each.state)).length;
  return {
    lead: missing ? `还有${missing}个村（社区）没有报送，上报后仍可补报。` : "各村（社区）都已报送。",
    parts: [
      h("section.panel", { "aria-labelledby": "units-title" },
        h("h2", { id: "units-title" }, isTownship ? "各村（社区）报送情况" : "各乡镇（街道）报送情况"),
        duties.length ? units(duties, counts, late, again) : empty("这个月还没有家访任务", "任务到期前几天才出现。")),
      section("open", isTownship ? `待核实的发现（${open.length}）` : `待处置的发现（${open.length}）`, open, duty, again),
      section("done", isTownship ? `已核实的（${done.length}）` : `其余的（${done.length}）`, done, duty, again),
    ],
  };
}

function units(duties, counts, late, again) {
  const byPlace = new Map(late.map((row) => [row.place, row]));
  return h("div.found", { tabindex: "0", role: "region", "aria-label": "报送情况" }, h("table.table.table-sm",
    h("thead", h("tr", ["单位", "状态", "时间", late.length && "各村（社区）", "走访户", "发现", "未核实", "未处置", "操作"].filter(Boolean).map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", duties.map((duty) => {
      const count = counts.get(duty.owedBy.unit);
      const villages = byPlace.get(duty.owedBy.unit);
      return h(`tr.${duty.card === "red" ? "is-red" : duty.card === "yellow" ? "is-yellow" : "is-plain"}`,
        h("th", { scope: "row" }, duty.owedBy.name), h("td", statePill(duty), cardMark(duty)), h("td", lateWords(duty)),
        late.length > 0 && h("td", villages ? `应报${villages.owed}，迟漏${villages.missed}，仍未报${villages.missing}` : "—"),
        ["visits", "findings", "unverified", "undisposed"].map((name) => h("td.number", String(count?.[name] ?? 0))),
        h("td", h("div.duty-do", buttons(duty, again))));
    }))));
}

function section(id, title, findings, duty, again) {
  if (!findings.length && id === "done") return null;
  return h("section.panel", { "aria-labelledby": `${id}-title` }, h("h2", { id: `${id}-title` }, title),
    findings.length ? h("ul.households", findings.map((finding) => card(finding, id === "open", again))) : empty("没有了", "都办好了。"));
}

function card(finding, isOpen, again) {
  const mine = level() === "township" ? VERIFY : level() === "county" ? DISPOSE : [];
  return h("li.household", h("div.household-head",
    h("div", h("strong", finding.household ?? "（已到期销毁）"), h("span.hint", ` ${finding.village.name} ${finding.address ?? ""} ${finding.visitedOn ?? ""}走访`)),
    h("span.pill", finding.disposal ? DISPOSAL[finding.disposal] : FINDING[finding.state])),
  h("p", h("span.pill", finding.topicName), ` ${finding.corrected ?? finding.found}`),
  finding.corrected && h("p.hint", `村（社区）原报：${finding.found}`),
  finding.reason && h("p.hint", `理由：${finding.reason}`),
  finding.ticket && me.role !== "auditor" && h("p", h("a", { href: `/tickets/${finding.ticket}` }, `工单 ${spaced(finding.ticket)}`)),
  finding.rosterHousehold && h("p", h("a", { href: `/roster/${finding.rosterHousehold}` }, `台账 户${finding.rosterHousehold}${finding.rosterCase ? `，办理事项${finding.rosterCase}号` : ""}`)),
  isOpen && h("div.duty-do", mine.filter((action) => finding.actions.includes(action)).map((action) => h(
    `button.btn.btn-sm.${action === "agree" || action === "openTicket" ? "btn-primary" : "btn-outline-primary"}`,
    { type: "button", "aria-label": `${VERB[action]} ${finding.household} ${finding.topicName}`, onclick: () => begin(finding, action, again) }, VERB[action]))));
}

const FIELDS = {
  correct: (finding) => [
    { name: "topic", label: "是哪一类", type: "select", value: finding.topic, options: Object.entries(TOPIC) },
    { name: "text", label: "实际情况", type: "area", required: true, value: finding.corrected ?? finding.found, max: 1000 },
  ],
  reject: () => [{ name: "reason", label: "为什么不属实", type: "area", required: true, max: 1000 }],
  openTicket: () => [{ name: "text", label: "处置意见", type: "area", max: 1000 }, { name: "urgent", label: "紧急", type: "check" }],
  dismiss: () => [{ name: "reason", label: "为什么不需处置", type: "area", required: true, max: 1000 }],
};

function begin(finding, action, again) {
  const send = async (values) => {
    await post(`/findings/${finding.id}/actions`, { action, ...values }, { etag: finding.etag });
    toast(`${finding.household}：${VERB[action]}`);
    await again();
  };
  if (action === "agree") return send({});
  if (action === "adjustRoster") return adjustRoster(finding, again);
  return askWith({ title: `${VERB[action]}：${finding.household} ${finding.topicName}`, verb: "确定", fields: FIELDS[action](finding), submit: send });
}
