// What every page has: the bar, the keys, the line, drafts that end, and notices.
import { askAhead, remove } from "./api.js";
import { $, $$, composes, debounce, h, isField, me, toast } from "./dom.js";
import { forgetDrafts, forgetOldDrafts } from "./draft.js";
import { startNotices } from "./notices.js";
import { loadCategories } from "./words.js";

/** How often it is looked for drafts that are too old. */
const DRAFTS_MILLISECONDS = 600_000;
/** How long a page is at rest before its tables are looked at. */
const LABEL_MILLISECONDS = 30;

/** The keys of this page: [{key, words, run, inFields?}] */
let keys = [];

/**
 * Starts a page: what all have first, then `begin`. What goes wrong is said in plain words.
 *
 * All at once it asks for `ahead`, the paths that the page shows first, and for `reads`, what it must
 * know to show them; what of `reads` cannot be had is done without.
 */
export async function start(begin, pageKeys = [], { ahead = [], reads = [] } = {}) {
  keys = pageKeys;
  document.addEventListener("keydown", onKey);
  window.addEventListener("unhandledrejection", onFailure);
  document.addEventListener("line", (event) => showLine(event.detail));
  window.addEventListener("offline", () => showLine(false));
  $("#sign-out")?.addEventListener("click", signOut);
  $("#keys-button")?.addEventListener("click", showKeys);
  document.addEventListener("click", closeMenus);
  document.addEventListener("focusin", closeMenus);
  document.addEventListener("keydown", moveInMenu, true);
  new MutationObserver(debounce(labelTables, LABEL_MILLISECONDS)).observe(document.body, { childList: true, subtree: true });
  $(".bar-nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  const isOnTickets = ["operator", "dispatcher", "handler", "manager"].includes(me.role);
  ahead.forEach(askAhead);
  await Promise.allSettled([...reads, ...(isOnTickets ? [loadCategories] : [])].map((read) => read()));
  try {
    await begin();
  } finally {
    if (isOnTickets) startNotices();
    setInterval(forgetOldDrafts, DRAFTS_MILLISECONDS);
    forgetOldDrafts();
    keepAwayPage();
  }
}

/** So that a page of our own is shown when the server cannot be reached. */
function keepAwayPage() {
  const workers = navigator.serviceWorker;
  const { href } = new URL("sw.js", import.meta.url);
  if (workers?.controller?.scriptURL === href) return;
  workers?.register(href, { scope: "/" }).catch(() => {});
}

function onFailure(event) {
  const problem = event.reason;
  if (problem?.name === "AbortError") return;
  toast(problem?.detail || problem?.message || "出错了，请刷新页面再试。", "bad");
}

// The line

let retry;

/** Says that the server is away, and when it is back. */
function showLine(isUp) {
  const bar = $("#offline");
  if (!bar || bar.hidden === isUp) return;
  bar.hidden = isUp;
  clearInterval(retry);
  if (isUp) return;
  bar.textContent = "连不上服务器，正在重新连接……您填写的内容还在，请不要关闭页面。";
  retry = setInterval(async () => {
    const answer = await fetch("/healthz", { cache: "no-store" }).catch(() => null);
    if (!answer?.ok) return;
    showLine(true);
    document.dispatchEvent(new CustomEvent("back"));
  }, 2000);
}

// Keys

const MODIFIERS = { Control: "Ctrl", Alt: "Alt" };

/** `Alt+M`, `F9`, `Ctrl+Enter`, `n` */
function nameOf(event) {
  const name = event.key.length === 1 && event.altKey ? event.code.replace(/^(Key|Digit)/, "") : event.key;
  const held = [event.ctrlKey && MODIFIERS.Control, event.altKey && MODIFIERS.Alt].filter(Boolean);
  return [...held, name.length === 1 ? name.toLowerCase() : name].join("+").toLowerCase();
}

function onKey(event) {
  if (composes(event) || $("dialog[open]")) return;
  const name = nameOf(event);
  if (name === "?" && !isField(event.target)) return showKeys();
  const plain = !event.ctrlKey && !event.altKey && !/^f\d/.test(name);
  if (plain && (isField(event.target) || event.metaKey)) return undefined;
  const found = keys.find((each) => [each.key].flat().some((key) => key.toLowerCase() === name));
  if (!found || found.unless?.(event)) return undefined;
  event.preventDefault();
  return found.run(event);
}

export function showKeys() {
  const rows = [...keys.filter((each) => each.words), { key: "?", words: "显示快捷键" }];
  const dialog = h("dialog.ask", { "aria-labelledby": "keys-title" },
    h("h2", { id: "keys-title" }, "快捷键"),
    h("table.keys", h("tbody", rows.map((each) =>
      h("tr", h("th", { scope: "row" }, [each.key].flat().map((key) => h("kbd", key))), h("td", each.words))))),
    h("form.ask-end", { method: "dialog" }, h("button.btn.btn-primary", "知道了")));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function closeMenus(event) {
  for (const menu of $$("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
}

/** Menus by keys: arrows go through them, Escape closes; who tabs out of one leaves it closed. */
function moveInMenu(event) {
  const menu = event.target.closest?.("details.menu[open]");
  if (!menu) return;
  const items = $$("a, button", $(".menu-items", menu));
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape") {
    menu.open = false;
    $("summary", menu).focus();
  } else if (step) {
    const at = items.indexOf(document.activeElement);
    items[(at < 0 && step < 0 ? items.length - 1 : at + step + items.length) % items.length]?.focus();
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

// Tables on a phone

/** Gives the cells of tables the names of their columns, which stand beside them where it is narrow. */
function labelTables() {
  for (const table of $$("#main .found table, dialog .found table")) {
    const names = [...(table.tHead?.rows[0]?.cells ?? [])].map((cell) => cell.innerText.replace(/[▲▼]/g, "").trim());
    for (const row of [...table.tBodies].flatMap((body) => [...body.rows])) {
      if (row.cells.length !== names.length) continue;
      [...row.cells].forEach((cell, index) => {
        if (names[index] && cell.tagName === "TD" && index > 0) cell.dataset.label = names[index];
      });
    }
  }
}

// Leaving

async function signOut() {
  const others = [...document.querySelectorAll("[data-typed]")].length;
  if (others && !window.confirm("还有没有提交的内容，退出后将从这台电脑上删除。确定退出吗？")) return;
  await forgetDrafts();
  sessionStorage.clear();
  await remove("/session", { isSigningIn: true }).catch(() => {});
  location.assign("/sign-in?left=1");
}
