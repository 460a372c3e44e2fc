// What is late and what will be (超时与将到期), by township, matter, clock and age.
import { begin } from "./actions.js";
import { get } from "./api.js";
import { empty, h, me } from "./dom.js";
import { explain, readTicket, statePill } from "./ticket-view.js";
import { deadline, left } from "./time.js";
import { CLOCK, matterName, spaced, SUPERVISION } from "./words.js";

const PAGE = 200;
const PAGES_MAX = 5;
const AGES = [
  { name: "将到期", fits: (days) => days < 0 }, { name: "1天内", fits: (days) => days >= 0 && days < 1 },
  { name: "1至3天", fits: (days) => days >= 1 && days < 3 }, { name: "3至7天", fits: (days) => days >= 3 && days < 7 },
  { name: "7天以上", fits: (days) => days >= 7 },
];
const ageOf = (item) => AGES.find((age) => age.fits(-item.secondsLeft / 86400)).name;
const FACETS = [
  { name: "超时多久", of: ageOf, order: AGES.map((age) => age.name) },
  { name: "时限", of: (item) => CLOCK[item.clock.kind] },
  { name: "乡镇", of: (item) => item.place?.name.replace(/^.*(县|区|市)/, "") || "未定" },
  { name: "责任单位", of: (item) => item.owedBy.name },
  { name: "事项", of: (item) => matterName(item.matter) },
];

/** The path of the first page of what is late. */
export const firstOf = (division) => `/breaches?division=${division}&open=true&limit=${PAGE}`;

/** Reads what is owed still and late or about to be; no more than can be looked through. */
async function read(division) {
  const items = [];
  let after = "";
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const { body } = await get(`${firstOf(division)}${after && `&after=${after}`}`);
    items.push(...body.items);
    if (!body.next) return { items, isAll: true };
    after = body.next;
  }
  return { items, isAll: false };
}

export async function showLate(asked, again) {
  const { items, isAll } = await read(asked.division);
  if (!items.length) return empty("没有超时的，也没有快到期的", "此刻各单位都在时限之内。");
  const chosen = new Map();
  const body = h("tbody");
  const facets = h("div.facets");
  const status = h("p.hint", { role: "status" });
  const fits = (item, but) => FACETS.every((facet) => facet === but || !chosen.has(facet) || chosen.get(facet) === facet.of(item));
  const draw = () => {
    const shown = items.filter((item) => fits(item)).sort((one, other) => one.secondsLeft - other.secondsLeft);
    body.replaceChildren(...shown.map((item) => row(item, again)));
    facets.replaceChildren(...FACETS.map((facet) => chips(facet, items.filter((item) => fits(item, facet)), chosen, draw)));
    const late = shown.filter((item) => item.secondsLeft <= 0).length;
    status.textContent = `超时 ${late} 项，将到期 ${shown.length - late} 项${isAll ? "" : "（只列出最近到期的1000项）"}`;
  };
  draw();
  return [facets, status, h("div.found", { tabindex: "0", role: "region", "aria-label": "超时与将到期" },
    h("table.table.table-sm.late", h("thead", h("tr", ["还有多久", "工单", "状态", "时限", "责任单位", "事项", "到期", "督办"].map((name) => h("th", { scope: "col" }, name)))), body))];
}

function chips(facet, items, chosen, draw) {
  const counts = new Map();
  for (const item of items) counts.set(facet.of(item), (counts.get(facet.of(item)) ?? 0) + 1);
  const names = facet.order?.filter((name) => counts.has(name)) ?? [...counts.keys()].sort((one, other) => counts.get(other) - counts.get(one));
  const pick = (name) => { if (chosen.get(facet) === name) chosen.delete(facet); else chosen.set(facet, name); draw(); };
  return h("div.facet", { role: "group", "aria-label": facet.name }, h("span.facet-name", facet.name),
    h("div.chips", names.map((name) => h("button.chip", { type: "button", "aria-pressed": String(chosen.get(facet) === name), onclick: () => pick(name) },
      name, h("span.count", String(counts.get(name)))))));
}

function row(item, again) {
  const rest = left(item.clock);
  const open = async (work) => work(await readTicket(item.ticket));
  const done = () => again();
  return h(`tr.${item.clock.card === "red" ? "is-red" : "is-yellow"}`,
    h("td.number", h(`span.card-mark.card-${item.clock.card}`, item.clock.card === "red" ? "红牌" : "黄牌"), " ", rest.words),
    h("td", h("a", { href: `/tickets/${item.ticket}` }, spaced(item.ticket)), item.urgent && h("span.pill.pill-urgent", "紧急"), item.excluded && h("span.pill", "已剔除")),
    h("td", statePill(item.state)), h("td", CLOCK[item.clock.kind]), h("td", item.owedBy.name), h("td", matterName(item.matter)),
    h("td", deadline(item.clock.due), h("button.why", { type: "button", onclick: () => explain({ number: item.ticket }, item.clock) }, "怎么算的")),
    h("td.drill-do", me.role === "manager" && [
      item.supervision ? h("span.pill.pill-warn", SUPERVISION[item.supervision])
        : h("button.btn.btn-outline-primary.btn-sm", { type: "button", onclick: () => open((ticket) => begin(ticket, "supervise", done)) }, "督办"),
      !item.excluded && h("button.btn.btn-link.btn-sm", { type: "button", onclick: () => open((ticket) => begin(ticket, "exclude", done)) }, "剔除")]));
}
