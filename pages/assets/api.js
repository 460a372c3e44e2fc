// Talks to the documented API with the session of this browser.
import { h, me } from "./dom.js";

export class Problem extends Error {
  constructor(status, body) {
    super(body.detail || body.title || "出错了");
    Object.assign(this, { status, errors: [] }, body);
  }

  /** Whether it may be that the request never arrived, or its answer got lost. */
  get isAway() { return this.status === 0 || this.status === 503; }
}

const AWAY = {
  title: "连不上服务器",
  detail: "网络断开或服务器正在维护。您填写的内容还在，恢复后可以接着办。",
};

/** What the server says: {status, body, etag}. Throws a Problem for what is refused. */
export async function ask(method, path, options = {}) {
  let response = await send(method, path, options);
  if (response.status === 401 && !options.isSigningIn) {
    await signInAgain();
    response = await send(method, path, options);
  }
  if (response.status === 403 && (await isForeignForm(response))) {
    await renewSession();
    response = await send(method, path, options);
  }
  if (response.status === 304) return { status: 304 };
  const body = await read(response);
  if (response.ok) return { status: response.status, body, etag: response.headers.get("ETag") };
  const retryAfter = Number(response.headers.get("Retry-After")) || 0;
  throw new Problem(response.status, { ...body, retryAfter });
}

/** What was asked for before it was needed, by path. */
const asked = new Map();

/** Asks now for what a page will `get` in a moment, while it still makes itself ready. */
export function askAhead(path) {
  const answer = ask("GET", path);
  answer.catch(() => {});
  asked.set(path, answer);
}

export function get(path, options) {
  const answer = options ? undefined : asked.get(path);
  asked.delete(path);
  return answer ?? ask("GET", path, options);
}
export const post = (path, body, options) => ask("POST", path, { ...options, body });
export const put = (path, body, options) => ask("PUT", path, { ...options, body });
export const remove = (path, options) => ask("DELETE", path, options);

/** Sends a file as it is; the server takes it to disk as it comes. */
export const postFile = (path, file, name) => ask("POST", path, { file, name });

async function send(method, path, { body, file, name, provenance, etag, key, seen, signal }) {
  const headers = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (file) {
    headers["Content-Type"] = file.type || "application/octet-stream";
    headers["Content-Disposition"] = `attachment; filename*=UTF-8''${encodeURIComponent(name)}`;
  }
  if (provenance) headers["X-Provenance"] = encodeURIComponent(provenance);
  if (etag) headers["If-Match"] = etag;
  if (seen) headers["If-None-Match"] = seen;
  if (key) headers["Idempotency-Key"] = key;
  if (method !== "GET" && me.csrf) headers["X-CSRF-Token"] = me.csrf;
  try {
    const response = await fetch(`/api/v1${path}`, {
      method, headers, signal, credentials: "same-origin", cache: "no-cache",
      body: file ?? (body === undefined ? undefined : JSON.stringify(body)),
    });
    document.dispatchEvent(new CustomEvent("line", { detail: response.status !== 502 }));
    return response;
  } catch (error) {
    if (error.name === "AbortError") throw error;
    document.dispatchEvent(new CustomEvent("line", { detail: false }));
    throw new Problem(0, AWAY);
  }
}

async function read(response) {
  if (response.status === 204) return {};
  const type = response.headers.get("Content-Type") || "";
  if (!type.includes("json")) {
    return { title: response.ok ? "" : "服务器没有正常应答", detail: `状态 ${response.status}，请稍后再试。` };
  }
  return response.json();
}

// The session

async function isForeignForm(response) {
  const body = await response.clone().json().catch(() => ({}));
  return /csrf/.test(body.type || "");
}

async function renewSession() {
  const { body } = await ask("GET", "/session", { isSigningIn: true });
  takeSession(body);
}

function takeSession(session) {
  const csrf = session.csrfToken ?? session.csrf;
  if (csrf) me.csrf = csrf;
  if (session.account && session.account !== me.account) {
    throw new Problem(401, {
      title: "已换了账号",
      detail: `这个浏览器已改用账号“${session.account}”登录。请刷新页面后再操作。`,
    });
  }
}

let underWay = null;

/** Asks for the password over the page, so that nothing typed on it is lost. */
export function signInAgain() {
  underWay ??= new Promise((resolve, reject) => {
    const dialog = signInDialog(resolve, reject);
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector("[name=password]").focus();
  }).finally(() => { underWay = null; });
  return underWay;
}

function signInDialog(resolve, reject) {
  const notice = h("p.notice", { role: "alert", hidden: true });
  const password = h("input.form-control", {
    type: "password", name: "password", id: "again-password", required: true,
    autocomplete: "current-password", maxlength: 200,
  });
  const dialog = h("dialog.ask", { "aria-labelledby": "again-title" },
    h("form", { method: "dialog" },
      h("h2", { id: "again-title" }, "登录已过期"),
      h("p", "页面上填写的内容都还在。请再输入一次密码，然后接着办。"),
      notice,
      h("p.form-label", "账号：", h("strong", me.account)),
      h("label.form-label", { for: "again-password" }, "密码"), password,
      h("div.ask-end", h("a.btn.btn-link", { href: "/sign-in" }, "换账号登录"),
        h("button.btn.btn-primary", "继续"))));
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
  });
  dialog.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      takeSession((await signIn(me.account, password.value)).body);
      dialog.close();
      dialog.remove();
      resolve();
    } catch (problem) {
      notice.hidden = false;
      notice.textContent = problem.message;
      password.select();
      if (problem.title === "已换了账号") reject(problem);
    }
  });
  return dialog;
}

export function signIn(account, password) {
  return ask("POST", "/session", { body: { account, password }, isSigningIn: true });
}

// What changes seldom is read once a day and tab

const KEPT_MILLISECONDS = 10 * 60 * 1000;

/** Reference data that is being read, so that who asks meanwhile shares the answer. */
const underWayByPath = new Map();

/** Reads reference data, from this tab's memory if it is fresh. */
export async function reference(path) {
  const name = `hotline.reference.${path}`;
  const kept = JSON.parse(sessionStorage.getItem(name) || "null");
  if (kept && Date.now() - kept.at < KEPT_MILLISECONDS) return kept.body;
  if (!underWayByPath.has(path)) {
    underWayByPath.set(path, readReference(path, name).finally(() => underWayByPath.delete(path)));
  }
  return underWayByPath.get(path);
}

async function readReference(path, name) {
  const { body } = await get(path);
  try {
    sessionStorage.setItem(name, JSON.stringify({ at: Date.now(), body }));
  } catch { /* A full store is no reason to fail. */ }
  return body;
}

/** The units of the county (or whatever the scope is) that work can go to. */
export async function unitsAround() {
  const division = me.scope.slice(0, Math.min(6, me.scope.length));
  return (await reference(`/units?division=${division}`)).items.filter((unit) => !unit.successor);
}

let names = null;

/** Names of units by code, for what is shown. */
export async function unitNames() {
  if (names) return names;
  const lists = await Promise.all([unitsAround(), reference(`/units?division=${me.scope}`).then((it) => it.items)]);
  names = new Map(lists.flat().map((unit) => [unit.unit, unit.name]));
  return names;
}

export const unitName = (code) => names?.get(code) ?? code;
