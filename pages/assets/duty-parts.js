// What is shown of duties (定期任务), and how one is handed in, accepted or sent back.
import { get, post } from "./api.js";
import { h, me, toast } from "./dom.js";
import { askWith } from "./forms.js";
import { deadline } from "./time.js";

export const STATE = { owed: "待报送", handedIn: "已报送", accepted: "已接收", sentBack: "已退回补正", ended: "已终止" };
const PILL = { owed: "dispatched", handedIn: "handling", accepted: "answered", sentBack: "warn", ended: "closed" };
/** What the rules of duties that shipped are about; any other shows what was last looked at. */
const PROGRAMME_OF = {
  "payment-urban": "urban-dibao", "payment-rural": "rural-dibao",
  "payment-scattered": "scattered-tekun", "payment-institution": "institutional-tekun",
};
const VERB = { handIn: "报送", accept: "接收", sendBack: "退回", note: "备注" };

// What is due to a household is done on the roster, and never handed in.
const HOUSEHOLD_STATE = { ...STATE, owed: "待办", accepted: "已办结" };

export const statePill = (duty) => h(`span.pill.pill-${PILL[duty.state]}`, (duty.household ? HOUSEHOLD_STATE : STATE)[duty.state]);

export const cardMark = (duty) => (duty.card === "green" ? null
  : h(`span.card-mark.card-${duty.card}`, duty.card === "red" ? "红牌" : "黄牌"));

/** `还有3天`, `迟报2天`, `已超过1天未报` */
export function lateWords(duty) {
  const isOpen = ["owed", "sentBack"].includes(duty.state);
  const verb = duty.household ? "办" : "报";
  if (duty.lateSeconds !== null) return isOpen ? `已超过${span(duty.lateSeconds)}未${verb}` : `迟${verb}${span(duty.lateSeconds)}`;
  if (duty.state === "ended") return "由接手的单位办理";
  if (isOpen) return duty.secondsLeft > 0 ? `还有${span(duty.secondsLeft)}` : "请尽快补正";
  return "按时";
}

function span(seconds) {
  if (seconds >= 86400) return `${Math.floor(seconds / 86400)}天`;
  if (seconds >= 3600) return `${Math.floor(seconds / 3600)}小时`;
  return `${Math.max(1, Math.floor(seconds / 60))}分钟`;
}

/** The first month of a period: `2026-Q4` begins with `2026-10`. */
const monthOf = (period) => period.replace(/^(\d{4})-Q(\d)$/, (_, year, quarter) => `${year}-${String(quarter * 3 - 2).padStart(2, "0")}`);

/** `定期核查（户12）`: the period says little of what is due to one household. */
export const titleOf = (duty) => (duty.household ? `${duty.name}（户${duty.household}）` : duty.name);

/** Where what is owed is done: payments and tables hand themselves in there. */
export function pageOf(duty) {
  if (duty.household) return `/roster/${duty.household}`;
  if (duty.kind === "matching") return "/matching#lists";
  if (["visits", "visitReport"].includes(duty.kind)) return `/visits?month=${duty.period}`;
  if (!["payment", "tables"].includes(duty.kind)) return "/duties";
  const programme = PROGRAMME_OF[duty.rule];
  return `/payments?${new URLSearchParams({ month: monthOf(duty.period), tab: duty.kind === "tables" ? "annexes" : "batches", ...(programme ? { programme } : {}) })}`;
}

/** By when, on what basis, and what of it nobody decided yet. */
export function dueWords(duty) {
  return [h("span", `${deadline(duty.due)}前`),
    duty.workingDay && h("span.hint", `（当天不上班，应在${duty.workingDay}前办好）`),
    duty.caution && h("span.pill.pill-warn", { title: duty.basis }, duty.caution)];
}

/** Reads every page of a list, up to a limit. */
export async function readAll(path, pagesMax = 10) {
  const items = [];
  let after = "";
  for (let page = 0; page < pagesMax; page += 1) {
    const { body } = await get(`${path}${path.includes("?") ? "&" : "?"}limit=200${after && `&after=${after}`}`);
    items.push(...body.items);
    if (!body.next) break;
    after = body.next;
  }
  return items;
}

export async function act(duty, body) {
  await post(`/duties/${duty.id}/actions`, body, { etag: duty.etag });
  toast(`${duty.name}：${VERB[body.action]}好了`);
}

/** The buttons of what may be done; `done` is called when something was. */
export function buttons(duty, done, { lead } = {}) {
  const fields = {
    sendBack: [{ name: "reason", label: "退回的原因", type: "area", required: true }],
    note: [{ name: "text", label: "备注", type: "area", required: true }],
  };
  const begin = (action) => askWith({
    title: `${VERB[action]}：${duty.name}`, verb: VERB[action],
    lead: [`${duty.owedBy.name} · ${duty.periodName}`, action === "handIn" && lead && h("p", lead)],
    fields: fields[action] ?? [],
    submit: async (values) => {
      await act(duty, { action, ...values });
      await done();
    },
  });
  return duty.actions.filter((action) => action !== "note").map((action) => h(
    `button.btn.btn-sm.${action === "sendBack" ? "btn-outline-danger" : "btn-outline-primary"}`,
    { type: "button", "aria-label": `${VERB[action]} ${duty.owedBy.name} ${duty.name}`, onclick: () => begin(action) }, VERB[action]));
}

/** What a unit is, by its code. */
export const level = () => (/^\d{12}$/.test(me.unit) ? "village" : /^\d{9}$/.test(me.unit) ? "township"
  : /^\d{6}-/.test(me.unit) ? "county" : "above");

/** The months that can be chosen, the present one first. */
export function monthSelect(chosen, pick) {
  const now = new Date(Date.now() + 8 * 3600e3);
  const months = [...Array(13).keys()].map((back) => {
    const at = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1));
    return [at.toISOString().slice(0, 7), `${at.getUTCFullYear()}年${at.getUTCMonth() + 1}月`];
  });
  const select = h("select.form-select", { id: "month", onchange: () => pick(select.value) },
    months.map(([value, words]) => h("option", { value, selected: value === chosen }, words)));
  return h("div.month", h("label.visually-hidden", { for: "month" }, "月份"), select);
}
