// What publicity should do next (宣传缺口): where what is asked most, and which cards do not answer.
import { get } from "./api.js";
import { empty, failed, h, loading, refill } from "./dom.js";

const ROWS_MAX = 50;

const table = (caption, heads, rows) => h("div.found", h("table.table.caption-top", h("caption", caption),
  h("thead", h("tr", heads.map((name) => h("th", { scope: "col" }, name)))), h("tbody", rows)));
const share = (part, whole) => (whole ? `${Math.round((part / whole) * 100)}%` : "—");

export async function showGaps(view) {
  refill(view, loading("正在统计…"));
  try {
    const { body } = await get("/guidance/gaps");
    if (!body.asked.length && !body.calls.length) return refill(view, empty("近30天没有咨询、求助和来电", "有了工单，这里就会列出哪里问什么最多。"));
    return refill(view, h("p.hint", `${body.from} 至 ${body.to}`),
      body.asked.length > 0 && table("哪里问什么最多", ["地点", "事项", "件数", "未用明白卡", "占比"], body.asked.slice(0, ROWS_MAX).map((row) => h("tr",
        h("th", { scope: "row" }, row.name), h("td", row.matterName), h("td", row.tickets), h("td", row.untold), h("td", share(row.untold, row.tickets))))),
      body.cards.length > 0 && table("哪些卡讲了又来问", ["明白卡", "告知次数", "又来问", "占比"], body.cards.map((row) => h("tr",
        h("th", { scope: "row" }, row.title), h("td", row.told), h("td", row.again), h("td", share(row.again, row.told))))),
      body.calls.length > 0 && table("没有成为工单的来电", ["坐席", "来电", "当场答复、没有工单", "其中没有小结", "漏接", "其中还没有处理"], body.calls.map((row) => h("tr",
        h("th", { scope: "row" }, row.name), h("td", row.calls), h("td", row.untold), h("td", row.unsaid), h("td", row.missed), h("td", row.open)))),
      h("p.hint", body.definition));
  } catch (problem) {
    return refill(view, failed(problem, () => showGaps(view)));
  }
}
