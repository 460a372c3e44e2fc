// A ticket as people read it: what is wanted, by when, what was done, and what can be done.
import { begin, KEYS, perform, sortedActions, whoOf } from "./actions.js";
import { get, post, unitName, unitNames } from "./api.js";
import { attachTo } from "./attach.js";
import { failed, h, loading, me, refill, toast } from "./dom.js";
import { askWith } from "./forms.js";
import { dayWords, deadline, left, when } from "./time.js";
import * as words from "./words.js";

/** Reads a ticket with its journal. */
export async function readTicket(number) {
  const [{ body, etag }, { body: events }] = await Promise.all([
    get(`/tickets/${number}`), get(`/tickets/${number}/events`), unitNames(), words.loadCards(),
  ]);
  return Object.assign(body, { etag, events: events.items, lastSequence: events.items.at(-1)?.sequence });
}

/** The clock that this unit must mind: its own, the nearest first. */
export function clockFor(ticket, unit) {
  const open = ticket.clocks.filter((clock) => ["running", "missed"].includes(clock.status) && !clock.ended);
  const mine = open.filter((clock) => clock.unit === unit && clock.kind !== "return");
  const list = mine.length ? mine : open.filter((clock) => clock.governs).concat(open);
  return list.sort((a, b) => (a.due < b.due ? -1 : 1))[0];
}

export function cardMark(clock) {
  if (!clock || clock.card === "green") return null;
  return h(`span.card-mark.card-${clock.card}`, words.CARD[clock.card]);
}

export const statePill = (state) => h(`span.pill.pill-${state}`, words.STATE[state]);

/** Draws a ticket into `place`; `onChange` hears of what was done. */
export async function showTicket(place, number, { onChange = () => {}, extra, isPage } = {}) {
  refill(place, loading("正在打开工单…"));
  try {
    const ticket = await readTicket(number);
    draw(place, ticket, { onChange, extra, isPage });
    return ticket;
  } catch (problem) {
    if (problem.name === "AbortError") return null;
    refill(place, failed(problem, () => showTicket(place, number, { onChange, extra, isPage })));
    return null;
  }
}

function draw(place, ticket, options) {
  const done = (changed) => {
    options.onChange(changed);
    return showTicket(place, ticket.number, options);
  };
  const panel = options.extra?.(ticket, done);
  const article = h("article.ticket", { "aria-label": `工单 ${ticket.number}` },
    head(ticket, options), actionBar(ticket, done, panel?.covers), panel,
    h("div.ticket-columns",
      h("div.ticket-main", demand(ticket), attachments(ticket), timeline(ticket)),
      h("div.ticket-side", callerCard(ticket), clocks(ticket), relations(ticket), alike(ticket, done), reasons(ticket))));
  refill(place, article);
  article.ticket = ticket;
  article.done = done;
}

// The head

function head(ticket, { isPage }) {
  const clock = clockFor(ticket, me.unit);
  return h("header.ticket-head",
    h("div.ticket-line",
      h(isPage ? "h1.ticket-number" : "h2.ticket-number", isPage ? words.spaced(ticket.number)
        : h("a", { href: `/tickets/${ticket.number}`, title: "打开工单全页" }, words.spaced(ticket.number))),
      statePill(ticket.state), ticket.outcome && h("span.pill", words.OUTCOME[ticket.outcome]),
      ticket.urgent && h("span.pill.pill-urgent", "紧急"),
      ticket.supervision && h("span.pill.pill-warn", words.SUPERVISION[ticket.supervision]),
      ticket.raised && h("span.pill.pill-warn", "已提级"), ticket.excluded && h("span.pill", "已剔除考核"),
      cardMark(clock)),
    h("p.ticket-subject", h("strong", words.subject(ticket)), ` · ${words.kindName(ticket.kind)}`,
      ticket.holder ? h("span.holder", `现在：${ticket.holder.name}`, ticket.taker ? ` · ${ticket.taker} 在办` : "") : ""),
    deadlineLine(ticket, clock));
}

const VERB = {
  answer: "答复", dispatch: "派单", callback: "回访", coHandler: "回报协办情况", respond: "签收并联系来电人",
  extension: "批复延期", urge: "回复催办", supervised: "报告督办情况", relief: "先行救助", statutory: "按法定时限办结",
  external: "答复来件方", return: "签收或退单",
};

function deadlineLine(ticket, clock) {
  if (ticket.state === "suspended") return h("p.deadline", `挂起（${words.SUSPENSION[ticket.suspensionReason] ?? ticket.suspensionReason}），${when(ticket.wakesAt)} 自动恢复办理`);
  if (!clock) return ticket.closedAt ? h("p.deadline.quiet", `${when(ticket.closedAt)} 办结`) : null;
  const rest = left(clock);
  return h(`p.deadline${rest.isLate ? ".is-late" : ""}`,
    `请于 `, h("strong", deadline(clock.due)), ` 前${VERB[clock.kind] ?? "办理"}`,
    h("span.rest", rest.words), clock.provisional && h("span.pill", "暂定"),
    h("button.why", { type: "button", onclick: () => explain(ticket, clock) }, "怎么算的"));
}

/** Shows a deadline day by day. */
export async function explain(ticket, clock) {
  const box = h("div", loading());
  const dialog = h("dialog.ask.ask-wide", { "aria-label": "时限说明" },
    h("h2", `${words.CLOCK[clock.kind]}时限：${deadline(clock.due)}`), box,
    h("form.ask-end", { method: "dialog" }, h("button.btn.btn-primary", "知道了")));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  try {
    const { body } = await get(`/tickets/${ticket.number}/clocks/${clock.kind}/explanation?id=${clock.id}`);
    refill(box,
      h("p", `${deadline(body.started)} 起算；办公时间 ${body.hours.replaceAll(",", "，")}。`),
      h("div.table-scroll", { tabindex: "0" }, h("table.table.table-sm.steps", h("thead", h("tr", h("th", "日期"), h("th", "计几日"), h("th", "为什么"))),
        h("tbody", body.steps.map((step) => h(`tr${step.counts ? ".counts" : ""}`, h("td", dayWords(step.day)), h("td", String(step.counts)), h("td", step.why)))))),
      h("p.hint", `依据：${body.basis}（${words.GRADE[body.grade] ?? body.grade}）`));
  } catch (problem) {
    refill(box, failed(problem));
  }
}

// Actions

function actionBar(ticket, done, covered = []) {
  const sorted = sortedActions(ticket);
  const first = sorted.first.filter((action) => !covered.includes(action));
  const { more } = sorted;
  if (!first.length && !more.length) return null;
  const button = (action, look) => h(`button.btn.${look}`, { type: "button", data: { action }, onclick: (event) => act(ticket, action, done, event.currentTarget) },
    words.actionName(action), KEYS[action] && look !== "btn-plain" ? h("kbd", KEYS[action].toUpperCase()) : "");
  const menu = more.length ? h("details.menu", h("summary.btn.btn-outline-secondary", "更多"),
    h("div.menu-items", more.map((action) => button(action, "btn-plain")))) : "";
  return h("div.actions", { role: "group", "aria-label": "可以做的操作" },
    first.map((action, index) => button(action, index === 0 && !covered.length ? "btn-primary" : "btn-outline-secondary")), menu,
    h("a.btn.btn-outline-secondary.order-link", { href: `/tickets/${ticket.number}/order`, target: "_blank", rel: "opener" }, "打印工作单"));
}

export function act(ticket, action, done, button) {
  if (action === "attach") return attachTo(ticket, done);
  if (button) {
    if (button.disabled) return undefined;
    button.disabled = true;
    setTimeout(() => { button.disabled = false; }, 800);
  }
  return begin(ticket, action, done);
}

/** Does an action by its key, on whatever ticket stands in `place`. */
export function actByKey(place, key) {
  const article = place.querySelector("article.ticket");
  if (!article) return;
  const { first, more } = sortedActions(article.ticket);
  const action = [...first, ...more].find((each) => KEYS[each] === key);
  const panel = place.querySelector(".decide");
  if (panel?.covers.includes(action)) {
    panel.querySelector("input, select, button")?.focus();
    return;
  }
  if (action) act(article.ticket, action, article.done);
}

// The parts

function demand(ticket) {
  return h("section.part", h("h3", "诉求内容"), ticket.title && h("p.title", ticket.title), h("p.said", saidOf(ticket, ticket.text)),
    h("dl.facts",
      fact("地点", ticket.place?.name), fact("来源", words.CHANNEL[ticket.channel] + (ticket.externalNumber ? `（${ticket.externalNumber}）` : "")),
      fact("受理", `${when(ticket.filedAt)} · ${ticket.filedBy}`),
      ticket.accusedText && fact("被反映", ticket.accusedText)));
}

const fact = (name, value) => (value ? [h("dt", name), h("dd", value)] : []);

function attachments(ticket) {
  if (!ticket.attachments.length) return null;
  return h("section.part", h("h3", "附件"), h("ul.files", ticket.attachments.map((file) =>
    h("li", h("a", { href: `/api/v1/tickets/${ticket.number}/attachments/${file.id}`, download: file.name }, file.name)))));
}

const FIELD = { name: "姓名", phone: "电话", idNumber: "证件号", address: "地址" };

function callerCard(ticket) {
  const caller = ticket.caller;
  const rows = Object.keys(FIELD).filter((name) => caller[name]).map((name) => {
    const value = h("span.masked", caller[name]);
    const show = h("button.why", { type: "button", "aria-label": `查看完整的${FIELD[name]}`, onclick: () => unmask(ticket, name, value, show) }, "查看");
    return [h("dt", FIELD[name]), h("dd", value, show)];
  });
  const manner = caller.anonymous ? h("p.hint", "匿名来电，没有登记身份。")
    : caller.confidential ? h("p.hint", "来电人要求保密，身份只有热线坐席能看。") : "";
  return h("section.part", h("h3", "来电人"), rows.length ? h("dl.facts", rows) : manner ? "" : h("p.hint", "没有登记。"), manner);
}

/** A text whose numbers were cut out: each can be asked for, on record. */
function saidOf(ticket, text) {
  return text.split(/(〔(?:电话|证件号)\d+〕)/).map((part) => {
    const id = /^〔(?:电话|证件号)(\d+)〕$/.exec(part)?.[1];
    if (!id) return part;
    const value = h("span.masked", part);
    const show = h("button.why", { type: "button", "aria-label": `查看${part}`, onclick: () => unmask(ticket, "cut", value, show, Number(id)) }, "查看");
    return [value, show];
  });
}

const PURPOSES = ["联系来电人", "入户核实", "资格核对", "资金发放", "回访"];

function unmask(ticket, name, place, button, id) {
  askWith({
    title: `查看完整的${FIELD[name] ?? "号码"}`,
    lead: h("p", "查看会记入访问记录：谁、何时、为什么。"),
    fields: [{ name: "purpose", label: "用途", type: "choice", required: true, options: PURPOSES.map((each) => [each, each]) }],
    verb: "查看",
    submit: async ({ purpose }) => {
      const { body } = await post(`/tickets/${ticket.number}/unmask`, { field: name, purpose, ...(id ? { id } : {}) });
      place.textContent = body.value;
      place.classList.add("is-open");
      button.remove();
    },
  });
}

function clocks(ticket) {
  if (!ticket.clocks.length) return null;
  const rows = ticket.clocks.slice().reverse().map((clock) => h("li",
    h("div", h("strong", words.CLOCK[clock.kind]), h(`span.pill.pill-clock-${clock.status}`, words.CLOCK_STATUS[clock.status]),
      clock.governs && h("span.pill", "以此为准"), cardMark(["running", "missed"].includes(clock.status) && !clock.ended ? clock : null),
      h("button.why", { type: "button", "aria-label": `${words.CLOCK[clock.kind]}时限怎么算的`, onclick: () => explain(ticket, clock) }, "怎么算的")),
    h("div.hint", `${deadline(clock.due)} 前 · ${unitName(clock.unit)}`),
    clock.grade === "unverified" && h("div.hint", words.GRADE.unverified)));
  return h("section.part", h("h3", "时限"), h("ul.clock-list", rows));
}

function relations(ticket) {
  const link = (number) => h("a", { href: `/tickets/${number}` }, words.spaced(number));
  const others = ticket.callBacks.filter((each) => each.caller !== ticket.number);
  const parts = [
    ticket.lead && h("p", "已并入主单 ", link(ticket.lead)),
    others.length > 0 && [h("p", "并入本单的来电："), h("ul", others.map((each) => h("li", link(each.caller), each.result ? ` ${words.CALLBACK[each.result]}` : " 待回访")))],
    ticket.coHandlers.length > 0 && h("p", "协办：", ticket.coHandlers.map((each) => `${unitName(each.unit)}（${each.reported ? "已回报" : "未回报"}）`).join("、")),
    (ticket.returns > 0 || ticket.reworks > 0) && h("p", `退单 ${ticket.returns} 次 · 重办 ${ticket.reworks} 次`),
  ].filter(Boolean);
  return parts.length ? h("section.part", h("h3", "关联"), parts) : null;
}

/** Tickets that may be about the same thing, for the desk to merge. */
function alike(ticket, done) {
  if (!ticket.actions.includes("merge")) return null;
  const place = h("section.part", { hidden: true });
  get(`/tickets/${ticket.number}/similar`).then(({ body }) => {
    if (!body.items.length) return;
    place.hidden = false;
    refill(place, h("h3", "可能是同一件事"), body.items.slice(0, 5).map((item) => h("div.near",
      h("div.near-line", h("a", { href: `/tickets/${item.number}`, target: "_blank" }, words.spaced(item.number)), statePill(item.state)),
      h("div.hint", item.because), h("p", item.text),
      item.state !== "closed" && h("button.btn.btn-sm.btn-outline-primary", { type: "button", onclick: () => mergeInto(ticket, item, done) }, "并入这一单"))));
  }).catch(() => {});
  return place;
}

function mergeInto(ticket, item, done) {
  askWith({
    title: `把 ${words.spaced(ticket.number)} 并入 ${words.spaced(item.number)}`, verb: "并单", fields: [],
    lead: h("p", "两张工单按一张办，来电人各自保留回访。并错了可以拆单。"),
    submit: async () => { done(await perform(ticket, "merge", { into: item.number })); },
  });
}

function reasons(ticket) {
  const { classification, route } = ticket;
  const line = (name, decision, value) => decision && h("li", `${name}：${value}`, h("span.hint", ` ${words.BY[decision.by]}${decision.because.length ? `，因“${decision.because.join("”“")}”` : ""}`));
  return h("details.part.reasons", h("summary", "分类和派单的依据"), h("ul",
    line("类型", classification.kind, words.kindName(classification.kind.value)),
    line("事项", classification.matter, words.matterName(classification.matter.value)),
    line("环节", classification.aspect, words.aspectName(classification.aspect.value) || "其他"),
    h("li", `派单：${route.because}`, route.basis && h("span.hint", ` 依据：${route.basis}`))));
}

// The story

const QUIET = new Set(["turnYellow", "closeWindow", "recompute"]);

function timeline(ticket) {
  const items = ticket.events.slice().reverse().map((event) => {
    const isTime = event.by.account === "time";
    const more = detailsOf(event);
    return h(`li.event${isTime ? ".by-time" : ""}${QUIET.has(event.action) ? ".quiet" : ""}.event-${event.action}`,
      h("div.event-line", h("strong", words.actionName(event.action)),
        event.to !== event.from && event.to ? h("span.hint", ` → ${words.STATE[event.to]}`) : "",
        h("time", { datetime: event.at, title: deadline(event.at) }, when(event.at))),
      h("div.event-who", isTime ? "系统自动" : `${whoOf(event)}${words.ROLE[event.by.role] ? ` · ${words.ROLE[event.by.role]}` : ""}`),
      more && h("div.event-more", more), event.reason && h("div.event-more", `理由：${words.SUSPENSION[event.reason] ?? event.reason}`),
      event.text && event.action !== "file" && h("p.said", saidOf(ticket, event.text)));
  });
  return h("section.part", h("h3", "办理经过"), h("ol.timeline", items));
}

const DETAIL = {
  unit: (value) => `单位：${unitName(value)}`, suggest: (value) => `建议派给：${unitName(value)}`,
  account: (value) => `由 ${value} 办理`, outcome: (value) => words.OUTCOME[value],
  reached: (value) => (value === "true" ? "联系上了" : "没有联系上"), days: (value) => `${value}个工作日`,
  until: (value) => `到 ${dayWords(value)}`, into: (value) => `并入 ${words.spaced(value)}`,
  clock: (value) => `${words.CLOCK[value] ?? value}时限`, kind: (value) => words.kindName(value),
  satisfied: (value) => words.CALLBACK[value], level: (value) => words.SUPERVISION[value],
  card: (value) => `明白卡：${words.cardTitle(value)}`, edition: (value) => `版本 ${value}`,
  told: (value) => `已告知明白卡：${value.split(", ").map((each) => words.cardTitle(each.split(" ")[0])).join("、")}`,
  name: (value) => value, matter: (value) => words.matterName(value), aspect: (value) => words.aspectName(value),
};

function detailsOf(event) {
  return Object.entries(event.details ?? {}).map(([name, value]) => DETAIL[name]?.(String(value)))
    .filter(Boolean).join("；");
}

export { toast };
