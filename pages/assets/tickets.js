// Search (查找工单): what is looked for stands in the address, but for what is personal.
import { get, post, unitNames, unitsAround } from "./api.js";
import { $, empty, failed, h, loading, put, refill } from "./dom.js";
import { start } from "./shell.js";
import { cardMark, clockFor, statePill } from "./ticket-view.js";
import { left, loadCalendar, when } from "./time.js";
import { categories, OUTCOME, spaced, STATE, subject, kindName } from "./words.js";
import { me } from "./dom.js";

const PAGE = 50;
const PUBLIC = ["q", "state", "matter", "from", "to", "unit"];
let units = [];
let shown = 0;

const value = (id) => $(`#${id}`).value.trim();

/** The filter that the form is. */
function filter() {
  const asked = {};
  for (const id of ["q", "state", "matter", "from", "to"]) if (value(id)) asked[id] = value(id);
  const name = value("unit");
  if (name) {
    const unit = units.find((each) => each.name === name);
    if (!unit) throw new Error(`没有“${name}”这个单位，请从列表中选。`);
    asked.unit = unit.unit;
  }
  if (asked.from && asked.to && asked.from > asked.to) throw new Error("开始日期在结束日期之后，请改一下。");
  const caller = {};
  for (const id of ["phone", "idNumber"]) if (value(id)) caller[id] = value(id);
  if (Object.keys(caller).length) asked.caller = caller;
  return asked;
}

async function find(after) {
  const notice = $("#search-notice");
  notice.hidden = true;
  let asked;
  try {
    asked = filter();
  } catch (mistake) {
    notice.hidden = false;
    notice.textContent = mistake.message;
    return;
  }
  const number = (asked.q ?? "").replaceAll(/[\s-]/g, "");
  if (/^20\d{12,}$/.test(number)) return openNumber(number, asked);
  await list(asked, after);
}

async function openNumber(number, asked) {
  try {
    await get(`/tickets/${number}`);
    location.assign(`/tickets/${number}`);
  } catch (problem) {
    if (problem.status !== 404) throw problem;
    await list(asked);
  }
}

async function list(asked, after) {
  if (!after) {
    shown = 0;
    refill($("#found"), loading("正在查找…"));
    const query = new URLSearchParams(Object.entries(asked).filter(([name]) => PUBLIC.includes(name)));
    history.replaceState(null, "", query.size ? `?${query}` : location.pathname);
  }
  try {
    const { body } = await post("/tickets/search", { ...asked, limit: PAGE, ...(after ? { after } : {}) });
    show(body, asked, after);
  } catch (problem) {
    refill($("#found"), failed(problem, () => list(asked)));
  }
}

function show(body, asked, after) {
  shown += body.items.length;
  const rows = body.items.map((item) => row(item, asked.q));
  if (after) {
    $("#found tbody").append(...rows);
    $("#found .more").remove();
  } else if (!rows.length) {
    refill($("#found"), empty("没有找到", "少填一个条件，或换个说法再试。刚受理的工单一两秒后才能按内容查到。"));
    return;
  } else {
    refill($("#found"), h("table.table", h("caption.visually-hidden", "查找结果，新的在前"),
      h("thead", h("tr", ["工单编号", "状态", "事项", "内容", "承办单位", "受理时间", "时限"].map((name) => h("th", { scope: "col" }, name)))), h("tbody", rows)));
  }
  put($("#found"), h("p.more.hint", body.next
    ? [`已显示 ${shown} 张 `, h("button.btn.btn-sm.btn-outline-primary", { type: "button", onclick: () => find(body.next) }, "再显示一些")]
    : `共 ${shown} 张`));
}

function row(item, words) {
  const clock = item.state === "closed" ? null : clockFor(item, me.unit);
  return h("tr",
    h("td", h("a", { href: `/tickets/${item.number}` }, spaced(item.number)), item.urgent && h("div", h("span.pill.pill-urgent", "紧急"))),
    h("td", statePill(item.state), item.outcome && h("div.hint", OUTCOME[item.outcome])),
    h("td", subject(item), h("div.hint", kindName(item.kind))),
    h("td.words", h("span", marked(item.text, words)), item.place && h("div.hint", item.place.name)),
    h("td", item.holder?.name ?? ""), h("td", when(item.filedAt)),
    h("td", clock && item.state !== "suspended" ? [left(clock).words, h("div", cardMark(clock))] : ""));
}

/** The text with what was looked for marked, from shortly before the first find on. */
function marked(text, words) {
  const parts = (words ?? "").split(/\s+/).filter((part) => part.length > 1);
  if (!parts.length) return text;
  const first = Math.min(...parts.map((part) => text.indexOf(part)).filter((at) => at >= 0), Infinity);
  const cut = first > 40 && first < Infinity ? `…${text.slice(first - 20)}` : text;
  const pattern = new RegExp(`(${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`, "g");
  return cut.split(pattern).map((part) => (parts.includes(part) ? h("mark", part) : part));
}

start(async () => {
  put($("#state"), Object.entries(STATE).map(([code, name]) => h("option", { value: code }, name)));
  put($("#matter"), categories.matters.map((each) => h("option", { value: each.code }, each.name)));
  units = await unitsAround().catch(() => []);
  put($("#units"), units.map((unit) => h("option", { value: unit.name })));
  $("#search").addEventListener("submit", (event) => { event.preventDefault(); find(); });
  for (const id of ["state", "matter"]) $(`#${id}`).addEventListener("change", () => find());
  const query = new URLSearchParams(location.search);
  for (const [name, text] of query) {
    const field = PUBLIC.includes(name) && $(`#${name}`);
    if (field) field.value = name === "unit" ? units.find((unit) => unit.unit === text)?.name ?? "" : text;
  }
  if (query.get("unit")) $("#by-person").open = true;
  await find();
}, [{ key: "/", words: "到查找框", run: () => $("#q").focus() }], { reads: [unitNames, loadCalendar] });
