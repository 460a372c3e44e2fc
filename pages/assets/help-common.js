// What the pages for the public share: the county, links that keep it, and what goes wrong.
import { get } from "./api.js";
import { $, $$, failed } from "./dom.js";

const KEPT = "hotline.county";
const asked = new URLSearchParams(location.search).get("county");

export const county = /^\d{6}$/.test(asked ?? "") ? asked : localStorage.getItem(KEPT) ?? "";

export function keep(code) {
  if (code) localStorage.setItem(KEPT, code);
  else localStorage.removeItem(KEPT);
}

/** The address of one of these pages or of a question, with the county. */
export function at(path, more = {}) {
  const query = new URLSearchParams({ ...(county ? { county } : {}), ...more });
  return query.size ? `${path}?${query}` : path;
}

export const ask = async (path, more) => (await get(at(path, more))).body;

/** What the county is called and which numbers it has. */
export const help = () => ask("/help");

/** Starts a page; what goes wrong is said in plain words. */
export async function ready(place, begin) {
  for (const link of $$("a[data-keep]")) link.href = at(link.getAttribute("href"));
  if (asked) keep(county);
  $("#print")?.addEventListener("click", () => window.print());
  try {
    await begin();
  } catch (problem) {
    place.replaceChildren(failed(problem));
  }
}
