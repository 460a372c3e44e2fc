// Home visits (家访): a village tells of them, the township verifies, the county disposes.
import { get } from "./api.js";
import { $, empty, failed, h, loading, me, refill } from "./dom.js";
import { buttons, cardMark, dueWords, lateWords, level, monthSelect, statePill } from "./duty-parts.js";
import { start } from "./shell.js";
import { today } from "./time.js";
import { showAbove } from "./visits-above.js";
import { showVillage } from "./visits-village.js";

const asked = new URLSearchParams(location.search).get("month");
let month = /^\d{4}-\d{2}$/.test(asked ?? "") ? asked : today().slice(0, 7);

/** The duty that the unit itself has for the month: its visits, or what it makes of them. */
async function ownDuty() {
  const kind = { village: "visits", township: "visitReport" }[level()];
  if (!kind) return null;
  const { body } = await get(`/duties?unit=${me.unit}&kind=${kind}&period=${month}`);
  return body.items[0] ?? null;
}

function showDuty(duty, lead) {
  const place = $("#duty");
  place.hidden = level() !== "village" && level() !== "township";
  if (place.hidden) return;
  refill(place, duty ? h("div.duty-line", h("strong", duty.name), statePill(duty), cardMark(duty), dueWords(duty),
    h("span", lateWords(duty)), buttons(duty, draw, { lead }))
    : empty("这个月没有任务", "任务到期前几天才出现；请看看别的月份。"));
}

async function draw() {
  const view = $("#view");
  try {
    const duty = await ownDuty();
    const show = level() === "village" ? showVillage : showAbove;
    const { parts, lead } = await show({ month, duty, again: draw });
    showDuty(duty, lead);
    refill(view, parts);
  } catch (problem) {
    refill(view, failed(problem, draw));
  }
}

start(async () => {
  refill($("#asked"), monthSelect(month, (value) => {
    month = value;
    history.replaceState(null, "", `?month=${month}`);
    refill($("#view"), loading());
    draw();
  }));
  refill($("#view"), loading());
  await draw();
});
