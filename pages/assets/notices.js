// Tells whoever is on duty what must not wait (提醒): in the bar, by sound and on the desktop.
import { get, post } from "./api.js";
import { $, h, put, refill, toast } from "./dom.js";
import { when } from "./time.js";

const WAIT_SECONDS = 25;
const PAUSE_SECONDS_MAX = 60;
const SOUND = "hotline.sound";
const TOLD = "hotline.told";
/** For how long nobody is told again of a ticket, by another tab or for another reason. */
const QUIET_MILLISECONDS = 10_000;
/** How long a tab that nobody looks at leaves it to the one that somebody does. */
const YIELD_SECONDS = 0.4;

/** Those that nobody has acknowledged yet, by id. */
const open = new Map();
let last = 0;

/** One tab asks and tells the others: a browser has few lines to one server. */
const channel = window.BroadcastChannel ? new BroadcastChannel("hotline-notices") : null;

export function startNotices() {
  const button = $("#notices-button");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", showNotices);
  channel?.addEventListener("message", (event) => take(event.data, false));
  if (navigator.locks) followInTurn();
  else follow();
}

/** Follows if no other tab does; else reads what is open, and waits for that tab to end. */
async function followInTurn() {
  const read = (lock) => (lock ? follow() : readOnce().catch(() => {}));
  await navigator.locks.request("hotline-notices", { ifAvailable: true }, read);
  await navigator.locks.request("hotline-notices", follow);
}

async function readOnce() {
  const { body } = await get("/notices?open=true&limit=200");
  take(body.items, false);
  last = Math.max(last, body.next);
}

async function follow() {
  let pause = 1;
  let isFirst = true;
  for (;;) {
    try {
      const path = isFirst ? "/notices?open=true&limit=200" : `/notices?after=${last}&limit=200&wait=${WAIT_SECONDS}`;
      const { body } = await get(path);
      last = body.next;
      take(body.items, !isFirst);
      if (body.items.length) channel?.postMessage(body.items);
      isFirst = false;
      pause = 1;
    } catch (problem) {
      if (problem.status === 404 || problem.status === 403) return;
      await rest(pause);
      pause = Math.min(pause * 2, PAUSE_SECONDS_MAX);
    }
  }
}

const rest = (seconds) => new Promise((done) => { setTimeout(done, seconds * 1000); });

function take(items, isNews) {
  const fresh = items.filter((item) => item.open && !open.has(item.id) && item.mine !== false);
  for (const item of items) {
    if (item.open) open.set(item.id, item);
    else open.delete(item.id);
  }
  showCount();
  if (fresh.length && isNews) alertTo(fresh[0].message, fresh[0].ticket);
}

function showCount() {
  const count = $("#notices-count");
  count.hidden = open.size === 0;
  count.textContent = open.size > 99 ? "99+" : String(open.size);
  $("#notices-button").setAttribute("aria-label", `提醒，${open.size}条未确认`);
}

function showNotices() {
  const list = h("ul.notice-list");
  const fill = () => refill(list, open.size === 0
    ? h("li.state-note", "没有未确认的提醒。")
    : [...open.values()].reverse().map((notice) => h("li",
      h("span.notice-at", when(notice.at)), h("span.notice-words", notice.message),
      notice.ticket && h("a.btn.btn-sm.btn-outline-primary", { href: `/tickets/${notice.ticket}` }, "看工单"),
      h("button.btn.btn-sm.btn-link", { type: "button", onclick: () => acknowledge(notice).then(fill) }, "知道了"))));
  fill();
  const dialog = h("dialog.ask.ask-wide", { "aria-labelledby": "notices-title" },
    h("h2", { id: "notices-title" }, "提醒"), list, soundChoice(),
    h("form.ask-end", { method: "dialog" }, h("button.btn.btn-primary", "关闭")));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

async function acknowledge(notice) {
  await post(`/notices/${notice.id}/acknowledgement`);
  open.delete(notice.id);
  channel?.postMessage([{ ...notice, open: false }]);
  showCount();
}

function soundChoice() {
  const box = h("input.form-check-input", { type: "checkbox", id: "sound" });
  box.checked = hasSound();
  box.addEventListener("change", async () => {
    localStorage.setItem(SOUND, box.checked ? "on" : "off");
    if (box.checked) {
      ring();
      if (window.Notification && Notification.permission === "default") await Notification.requestPermission();
    }
  });
  return h("p.form-check", box, put(h("label.form-check-label", { for: "sound" }), "有新工单和提醒时响铃，并在桌面上提示"));
}

const hasSound = () => localStorage.getItem(SOUND) !== "off";

/** Whether nobody at this browser was told of a ticket just now: two tabs ring once. */
function isFirstToTell(ticket) {
  const look = () => {
    const told = Object.entries(JSON.parse(localStorage.getItem(TOLD) ?? "{}"))
      .filter(([, at]) => Math.abs(Date.now() - at) < QUIET_MILLISECONDS);
    localStorage.setItem(TOLD, JSON.stringify({ ...Object.fromEntries(told), [ticket]: Date.now() }));
    return !told.some(([each]) => each === ticket);
  };
  return navigator.locks ? navigator.locks.request("hotline-told", look) : look();
}

/** Says it on the page, by sound and, if the page is not looked at, on the desktop. */
export async function alertTo(words, ticket) {
  toast(words, "news");
  if (!hasSound()) return;
  const isLookedAt = document.hasFocus() && !document.hidden;
  if (!isLookedAt) await rest(YIELD_SECONDS);
  if (!(await isFirstToTell(ticket ?? words))) return;
  ring();
  if (isLookedAt || !window.Notification || Notification.permission !== "granted") return;
  const note = new Notification("求助有门", { body: words, tag: ticket });
  note.addEventListener("click", () => {
    window.focus();
    if (ticket) location.assign(`/tickets/${ticket}`);
    note.close();
  });
}

/** Two soft tones; before the page was touched, browsers keep silent. */
function ring() {
  if (!navigator.userActivation?.hasBeenActive) return;
  const audio = new AudioContext();
  [[660, 0], [880, 0.18]].forEach(([pitch, start]) => {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, audio.currentTime + start);
    volume.gain.exponentialRampToValueAtTime(0.12, audio.currentTime + start + 0.03);
    volume.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + start + 0.32);
    tone.connect(volume).connect(audio.destination);
    tone.start(audio.currentTime + start);
    tone.stop(audio.currentTime + start + 0.35);
  });
  setTimeout(() => audio.close(), 1500);
}
