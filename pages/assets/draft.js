// What was typed and not yet filed, kept in this browser so that a crash loses nothing.
//
// It is encrypted under a key that no script can read out and that goes at signing out; what
// is older than a day is thrown away.
import { me } from "./dom.js";

const PREFIX = "hotline.draft.";
const HOURS_MAX = 24;
const STORE = "keys";

const name = (id) => `${PREFIX}${me.account}.${id}`;
const canEncrypt = () => Boolean(crypto.subtle && window.indexedDB);

function database() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("hotline", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function inStore(mode, work) {
  const opened = await database();
  try {
    return await new Promise((resolve, reject) => {
      const request = work(opened.transaction(STORE, mode).objectStore(STORE));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  } finally {
    opened.close();
  }
}

async function key() {
  const kept = await inStore("readonly", (store) => store.get(me.account));
  if (kept) return kept;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await inStore("readwrite", (store) => store.put(made, me.account));
  return made;
}

const text = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
const bytes = (words) => Uint8Array.from(atob(words), (letter) => letter.charCodeAt(0));

/** In pieces of whole groups, because a call takes only so many arguments. */
const PIECE = 8190;

function base64(buffer) {
  const all = new Uint8Array(buffer);
  let out = "";
  for (let from = 0; from < all.length; from += PIECE) out += text(all.subarray(from, from + PIECE));
  return out;
}

/** Keeps a draft; without encryption (plain HTTP from afar) it lives as long as the tab. */
export async function keepDraft(id, draft) {
  const json = JSON.stringify(draft);
  if (!canEncrypt()) return sessionStorage.setItem(name(id), json);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(), new TextEncoder().encode(json));
  return localStorage.setItem(name(id), JSON.stringify({ at: Date.now(), iv: text(iv), sealed: base64(sealed) }));
}

export async function readDraft(id) {
  try {
    if (!canEncrypt()) return JSON.parse(sessionStorage.getItem(name(id)));
    const kept = JSON.parse(localStorage.getItem(name(id)));
    if (!kept || isOld(kept)) return null;
    const iv = bytes(kept.iv);
    const open = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await key(), bytes(kept.sealed));
    return JSON.parse(new TextDecoder().decode(open));
  } catch {
    return null;
  }
}

export function forgetDraft(id) {
  localStorage.removeItem(name(id));
  sessionStorage.removeItem(name(id));
}

const isOld = (kept) => Date.now() - kept.at > HOURS_MAX * 3600e3;

function names() {
  return Object.keys(localStorage).filter((each) => each.startsWith(PREFIX));
}

/** Throws away what is older than a day, whoever's it is. */
export function forgetOldDrafts() {
  for (const each of names()) {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(each)); } catch { /* Broken is old. */ }
    if (!kept || isOld(kept)) localStorage.removeItem(each);
  }
}

/** Throws away everything, and the key with it. */
export async function forgetDrafts() {
  for (const each of names()) localStorage.removeItem(each);
  if (canEncrypt()) await inStore("readwrite", (store) => store.clear()).catch(() => {});
}
