// The journal (流水) for the auditor: every event, without texts.
import { get, unitNames } from "./api.js";
import { $, empty, failed, h, loading, put, refill } from "./dom.js";
import { whoOf } from "./actions.js";
import { start } from "./shell.js";
import { deadline } from "./time.js";
import { actionName, ROLE, spaced, STATE } from "./words.js";

const PAGE = 100;

async function show(after) {
  const place = $("#journal");
  if (!after) refill(place, loading());
  try {
    const { body } = await get(`/changes?after=${after}&limit=${PAGE}`);
    const rows = body.items.filter((event) => !event.gone).map((event) => h("tr", h("td", String(event.sequence)), h("td", deadline(event.at)), h("td", spaced(event.ticket)),
      h("td", actionName(event.action)), h("td", event.from ? `${STATE[event.from]} → ` : "", STATE[event.to] ?? ""), h("td", whoOf(event), h("div.hint", ROLE[event.by.role] ?? ""))));
    if (!after && !rows.length) return refill(place, empty("还没有流水"));
    if (!after) refill(place, h("table.table.table-sm", h("thead", h("tr", ["序号", "时间", "工单", "操作", "状态", "谁"].map((name) => h("th", { scope: "col" }, name)))), h("tbody", rows)));
    else $("#journal tbody").append(...rows);
    place.querySelector(".more")?.remove();
    if (body.items.length === PAGE) put(place, h("p.more", h("button.btn.btn-sm.btn-outline-primary", { type: "button", onclick: () => show(body.next) }, "往后再看")));
  } catch (problem) {
    refill(place, failed(problem, () => show(after)));
  }
  return undefined;
}

start(async () => {
  await unitNames().catch(() => {});
  await show(0);
});
