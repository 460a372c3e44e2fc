// How a demand stands (查进度), by the code that was told when it was filed.
import { post } from "./api.js";
import { $, h, refill } from "./dom.js";
import { ready } from "./help-common.js";

const dayWords = (day) => { const [year, month, date] = day.split("-").map(Number); return `${year}年${month}月${date}日`; };
const line = (name, day) => day && [h("dt", name), h("dd", dayWords(day))];

async function look(event) {
  event.preventDefault();
  const place = $("#found");
  try {
    const { body } = await post("/help/progress", { code: $("#code").value.trim() });
    refill(place, h(`div.progress-said${body.found ? "" : ".is-none"}`, h("p.big", body.says),
      body.found && h("dl.facts", line("受理日期", body.filedOn), line("答复期限", body.dueOn), line("办结日期", body.closedOn))));
  } catch (problem) {
    refill(place, h("p.notice", { role: "alert" }, problem.errors?.[0]?.message ?? problem.detail ?? problem.message));
  }
}

ready($("#found"), () => {
  $("#look").addEventListener("submit", look);
  $("#code").focus();
});
