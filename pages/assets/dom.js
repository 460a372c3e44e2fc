// Builds elements without HTML from strings, so that no text can become markup.

/** h("button.btn", {type: "button", onclick}, "words", child, …) */
export function h(selector, ...rest) {
  const [tag, ...classes] = selector.split(".");
  const element = document.createElement(tag || "div");
  if (classes.length) element.className = classes.join(" ");
  let children = rest;
  const first = rest[0];
  if (first && typeof first === "object" && !(first instanceof Node) && !Array.isArray(first)) {
    setAll(element, first);
    children = rest.slice(1);
  }
  put(element, ...children);
  return element;
}

function setAll(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value") element.value = value;
    else if (name === "data") Object.assign(element.dataset, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
}

export function put(element, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue;
    element.append(child);
  }
  return element;
}

export function refill(element, ...children) {
  element.replaceChildren();
  return put(element, ...children);
}

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

/** Who works here and where, as the server wrote it into the page. */
export const me = document.body.dataset;

/** Calls `work` once things have been quiet for so many milliseconds. */
export function debounce(work, milliseconds) {
  let timer;
  const later = (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...values), milliseconds);
  };
  later.cancel = () => clearTimeout(timer);
  return later;
}

/** A number that nobody has used, for Idempotency-Key; also where the page is not secure. */
export function freshKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Takes out what a paste may carry and nobody can see. */
export function cleaned(text) {
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g, "");
}

/** Whether a key pressed now is part of composing a Chinese word. */
export const composes = (event) => event.isComposing || event.keyCode === 229;

export const isField = (element) =>
  element && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName));

/** A short word at the edge of the screen that goes by itself; a mistake stays until closed. */
export function toast(text, kind = "done") {
  const place = $("#toasts");
  if (!place) return;
  const close = h("button.toast-close", { type: "button", "aria-label": "关闭" }, "×");
  const item = h(`div.toast-item.toast-${kind}`, h("span", text), close);
  close.addEventListener("click", () => item.remove());
  place.append(item);
  while (place.children.length > 4) place.firstChild.remove();
  if (kind !== "bad") setTimeout(() => item.remove(), 6000);
}

export function loading(words = "正在读取…") {
  return h("div.state-note.loading", { role: "status" }, h("span.spin", { "aria-hidden": "true" }), words);
}

export function empty(title, words) {
  return h("div.state-note", h("strong", title), words && h("p", words));
}

export function failed(problem, again) {
  return h("div.state-note.state-bad", { role: "alert" },
    h("strong", problem.title || "没有读到"),
    h("p", problem.detail || problem.message),
    again && h("button.btn.btn-outline-primary.btn-sm", { type: "button", onclick: again }, "再试一次"));
}
