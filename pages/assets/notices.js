// Tells whoever is on duty what must not wait (提醒): in the bar, by sound and on the desktop.
import { get, post } from "./api.js";
import { $, h, put, refill, toast } from "./dom.js";
import { when } from "./time.js";

const WAIT_SECONDS = 50;
const PAUSE_SECONDS_MAX = 60;
const SOUND = "hotline.sound";

let notices = [];
let known = new Set();

export async function startNotices() {
  const button = $("#notices-button");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", showNotices);
  let seen = null;
  let pause = 1;
  for (;;) {
    try {
      const path = seen ? `/notices?wait=${WAIT_SECONDS}` : "/notices";
      const answer = await get(path, { seen });
      if (answer.status !== 304) {
        take(answer.body.items, seen === null);
        seen = answer.etag;
      }
      pause = 1;
      if (!seen) await rest(PAUSE_SECONDS_MAX);
    } catch (problem) {
      if (problem.status === 404 || problem.status === 403) return;
      await rest(pause);
      pause = Math.min(pause * 2, PAUSE_SECONDS_MAX);
    }
  }
}

const rest = (seconds) => new Promise((done) => { setTimeout(done, seconds * 1000); });

function take(items, isFirst) {
  const fresh = items.filter((item) => !known.has(item.id));
  notices = items;
  known = new Set(items.map((item) => item.id));
  showCount();
  if (fresh.length && !isFirst) alertTo(wordsOf(fresh[0]), fresh[0].ticket);
}

const wordsOf = (notice) => notice.text || notice.words || notice.kind;

function showCount() {
  const count = $("#notices-count");
  count.hidden = notices.length === 0;
  count.textContent = notices.length > 99 ? "99+" : String(notices.length);
  $("#notices-button").setAttribute("aria-label", `提醒，${notices.length}条未确认`);
}

function showNotices() {
  const list = h("ul.notice-list");
  const fill = () => refill(list, notices.length === 0
    ? h("li.state-note", "没有未确认的提醒。")
    : notices.map((notice) => h("li",
      h("span.notice-at", when(notice.at)), h("span.notice-words", wordsOf(notice)),
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
  await post(`/notices/${notice.id}/acknowledge`, {});
  notices = notices.filter((each) => each !== notice);
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

/** Says it on the page, by sound and, if the page is not looked at, on the desktop. */
export function alertTo(words, ticket) {
  toast(words, "news");
  if (!hasSound()) return;
  ring();
  if (!document.hidden || !window.Notification || Notification.permission !== "granted") return;
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
