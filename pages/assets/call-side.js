// Beside the call: tickets that may be the same, today's own, and calls that were missed.
import { get, post } from "./api.js";
import { $, empty, failed, h, loading, me, refill, toast } from "./dom.js";
import { statePill } from "./ticket-view.js";
import { today, when } from "./time.js";
import { matterName, spaced, subject } from "./words.js";

let tab = "near";
let near = { similar: [] };
let side = null;
let missed = [];
/** What was done to which ticket, for the list is drawn anew while one types. */
const done = { urge: new Set(), note: new Set() };

const TABS = [["near", "相关工单"], ["today", "我今天受理的"], ["missed", "漏接待回拨"]];

function drawTabs() {
  const counts = { near: near.similar.length, missed: missed.length };
  refill($("#side-tabs"), TABS.map(([code, name]) => h("button.tab", {
    type: "button", "aria-pressed": String(code === tab), onclick: () => choose(code),
  }, name, counts[code] ? h("span.count", String(counts[code])) : "")));
}

function choose(code) {
  tab = code;
  drawTabs();
  return { near: drawNear, today: drawToday, missed: drawMissed }[code]();
}

/** Shows what a preview found. */
export function showSide(preview, screen) {
  side = screen;
  near = preview;
  if (preview.similar.length && tab !== "near") tab = "near";
  drawTabs();
  if (tab === "near") drawNear();
}

export async function showMissed(screen) {
  side = screen;
  drawTabs();
  drawNear();
  await readMissed();
}

async function readMissed() {
  try {
    missed = (await get("/calls?state=missed")).body.items;
  } catch {
    missed = [];
  }
  drawTabs();
  if (tab === "missed") drawMissed();
  else if (missed.length && !near.similar.length && !$("#text").value) choose("missed");
}

// Tickets that may be the same

function drawNear() {
  if (!near.similar.length) {
    refill($("#side"), empty("还没有相关工单", "填了来电号码、说到事情，就会列出这位来电人以前的工单和相似的工单。"));
    return;
  }
  refill($("#side"), near.similar.map((item) => {
    const isOpen = item.state !== "closed";
    return h("article.near",
      h("div.near-line", h("a", { href: `/tickets/${item.number}`, target: "_blank" }, spaced(item.number)), statePill(item.state), h("span.hint", when(item.filedAt))),
      h("div.near-line", h("span.pill", item.because), h("span", matterName(item.matter))),
      h("p", item.text),
      isOpen && h("div.near-end",
        h("button.btn.btn-sm.btn-outline-primary.urge", { type: "button", disabled: done.urge.has(item.number), onclick: (event) => urge(item, event.currentTarget) }, done.urge.has(item.number) ? "已催办" : "催办"),
        h("button.btn.btn-sm.btn-outline-secondary", { type: "button", disabled: done.note.has(item.number), onclick: (event) => addTo(item, event.currentTarget) }, done.note.has(item.number) ? "已补充" : "补充到这一单"),
        side.ticket?.state !== "closed" && h("button.btn.btn-sm.btn-outline-secondary", {
          type: "button", "aria-pressed": String(side.mergeInto === item.number), disabled: Boolean(side.ticket && side.mergeInto),
          onclick: () => { side.chooseMerge(item.number); drawNear(); },
        }, mergeWords(side.mergeInto === item.number))));
  }));
}

const mergeWords = (isChosen) => (side.ticket ? (isChosen ? "✓ 已提出并入" : "并入这一单") : isChosen ? "✓ 受理后并入" : "受理后并入");

/** 催办: one key, and it is done. */
async function urge(item, button) {
  button.disabled = true;
  try {
    await post(`/tickets/${item.number}/actions`, { action: "urge", reason: "来电人催办" });
    done.urge.add(item.number);
    if (tab === "near") drawNear();
    toast(`已催办 ${spaced(item.number)}，承办单位须回复`);
  } catch (problem) {
    button.disabled = false;
    toast(problem.detail ?? problem.message, "bad");
  }
}

/** What the caller adds goes to the ticket that is there already. */
async function addTo(item, button) {
  const words = $("#text").value.trim();
  if (!words) return toast("请先在左边记下来电人补充的内容。", "bad");
  button.disabled = true;
  try {
    await post(`/tickets/${item.number}/actions`, { action: "note", text: `来电人补充：${words}` });
    done.note.add(item.number);
    if (tab === "near") drawNear();
    toast(`已补充到 ${spaced(item.number)}；不用再受理，可以清空`);
  } catch (problem) {
    button.disabled = false;
    toast(problem.detail ?? problem.message, "bad");
  }
  return undefined;
}

// Today's own

async function drawToday() {
  refill($("#side"), loading());
  try {
    const { body } = await get(`/tickets?from=${today()}&limit=200`);
    const own = body.items.filter((item) => item.filedBy === me.account);
    refill($("#side"), own.length ? h("p.hint", `今天受理 ${own.length} 件`) : empty("今天还没有受理工单"),
      own.map((item) => h("article.near",
        h("div.near-line", h("a", { href: `/tickets/${item.number}`, target: "_blank" }, spaced(item.number)), statePill(item.state), h("span.hint", when(item.filedAt))),
        h("div.near-line", subject(item), item.holder && h("span.hint", `在 ${item.holder.name}`)), h("p", item.text))));
  } catch (problem) {
    refill($("#side"), failed(problem, drawToday));
  }
}

// Missed calls

function drawMissed() {
  refill($("#side"), missed.length ? missed.map((call) => h("article.near",
    h("div.near-line", h("strong", call.phone || "号码未知"), h("span.hint", `${when(call.ringing ?? call.ended)} 漏接`)),
    h("div.near-end", h("a.btn.btn-sm.btn-outline-primary", { href: `/call/${encodeURIComponent(call.call)}` }, "回拨并登记"),
      h("button.btn.btn-sm.btn-outline-secondary", { type: "button", onclick: () => settle(call) }, "已回拨，不需登记"))))
    : empty("没有漏接的来电"));
}

async function settle(call) {
  await post("/calls", { call: call.call, summary: "已回拨，不需登记。" });
  forgetMissed(call.call);
}

/** Takes a call that was answered since from the list. */
export function forgetMissed(id) {
  missed = missed.filter((each) => each.call !== id);
  drawTabs();
  if (tab === "missed") drawMissed();
}
