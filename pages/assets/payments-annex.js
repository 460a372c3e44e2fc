// The statistics tables of the notice (附件1至3): the draft, what was handed in, and what changed since.
import { get, post } from "./api.js";
import { h, me, toast } from "./dom.js";
import { askWith } from "./forms.js";
import { caution, download, keeps, yuan } from "./payments-parts.js";
import { when } from "./time.js";

const ANNEXES = [[1, "附件1 城市低保"], [2, "附件2 农村低保"], [3, "附件3 特困"]];
let annex = 1;
let version = "";

/** The table of the city that the county lies in, for the month. */
export async function showAnnexes(asked, again) {
  const query = new URLSearchParams({ city: asked.city, month: asked.month });
  const isCity = me.scope.length < 6;
  const choose = h("div.view-head.no-print", ANNEXES.map(([number, name]) => h("button.tab", {
    type: "button", "aria-pressed": String(number === annex), onclick: () => { annex = number; version = ""; again(); },
  }, name)));
  const { body: table } = await get(`/annexes/${annex}?${query}${version && `&version=${version}`}`);
  const versions = isCity ? (await get(`/annexes/${annex}/versions?${query}`)).body.items : [];
  const file = `/annexes/${annex}?${query}&version=${table.handIn?.version ?? 0}&format=xlsx`;
  const tools = h("div.view-head.no-print",
    table.handIn ? h("span.pill.pill-answered", `已上报 第${table.handIn.version}版`) : h("span.pill.pill-dispatched", "草表"),
    table.handIn?.late && h("span.card-mark.card-red", "迟报"), caution(table.caution),
    h("span.hint", `市报省：${table.dueOn}前；县报市：${table.countyDueOn}前`), caution(table.countyCaution),
    versions.length ? versionSelect(versions, table, again) : null,
    h("button.btn.btn-outline-secondary.btn-sm", { type: "button", onclick: () => window.print() }, "打印"),
    h("button.btn.btn-outline-secondary.btn-sm", { type: "button", onclick: () => download(file, `${table.title}.xlsx`) }, "导出 Excel"),
    keeps(asked.city) && h("button.btn.btn-primary.btn-sm", { type: "button", onclick: () => handIn(asked, versions.length, again) }, versions.length ? "上报更正版" : "上报"),
    keeps(asked.county) && h("button.btn.btn-primary.btn-sm", { type: "button", onclick: () => handInRow(asked, table, again) }, "报市"));
  return h("div", choose, tools, sheet(table), changes(versions, table));
}

function versionSelect(versions, table, again) {
  const select = h("select.form-select", { id: "version", onchange: () => { version = select.value; again(); } },
    versions.map(({ handIn: each }) => h("option", { value: String(each.version), selected: each.version === table.handIn?.version }, `第${each.version}版 ${when(each.at)}`)),
    h("option", { value: "0", selected: !table.handIn }, "现在的草表"));
  return [h("label.visually-hidden", { for: "version" }, "版本"), select];
}

/** The table as the notice has it, and as it prints. */
function sheet(table) {
  const figures = (row) => [String(row.backTimes), yuan(row.back), String(row.totalTimes), yuan(row.total)].map((text) => h("td.number", text));
  const day = (table.handIn?.at ?? new Date().toISOString()).slice(0, 10);
  return h("section.annex", h("h2", table.title),
    h("div.annex-line", h("span", `填报单位：${table.handIn?.unitName ?? ""}`), h("span", "单位：人次、元")),
    h("div.found", { tabindex: "0", role: "region", "aria-label": table.title }, h("table",
      h("thead",
        h("tr", h("th", { rowspan: 2, scope: "col" }, "地区"), h("th", { colspan: 2, scope: "colgroup" }, "资金补发情况"),
          h("th", { colspan: 2, scope: "colgroup" }, "资金累计发放情况"), h("th", { rowspan: 2, scope: "col" }, "备注")),
        h("tr", ["人次", "金额（元）", "人次", "金额（元）"].map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", table.rows.map((row) => h("tr", h("th", { scope: "row" }, row.name), figures(row), h("td", row.remark ?? "")))),
      h("tfoot", h("tr.total", h("th", { scope: "row" }, "合计"), figures(table.total), h("td", ""))))),
    h("div.annex-end", h("span", `填报人：${table.handIn?.filler ?? ""}`), h("span", `时间：${day}`), !table.handIn && h("span", "草表，尚未上报")),
    table.caution && h("p.hint", table.caution), h("p.hint", `说明：${table.definition}`));
}

/** What the version that is shown changed of the one before. */
function changes(versions, table) {
  const shown = versions.find((each) => each.handIn.version === table.handIn?.version);
  if (!shown?.changes.length) return null;
  const cells = (row) => (row ? `补发${row.backTimes}人次${yuan(row.back)}元，累计${row.totalTimes}人次${yuan(row.total)}元${row.remark ? `，${row.remark}` : ""}` : "—");
  return h("section.no-print", h("h2", `第${shown.handIn.version}版改了什么`), h("p", `原因：${shown.handIn.reason ?? "—"}`),
    h("ul", shown.changes.map(({ before, after }) => h("li", h("strong", (after ?? before).name), `：${cells(before)} → ${cells(after)}`))));
}

function handIn(asked, former, again) {
  askWith({
    title: `上报附件${annex}（${asked.month}）`, lead: "上报后冻结；以后更正另报一版，并显示差别。", verb: "上报",
    fields: [
      { name: "filler", label: "填报人", type: "text", required: true, max: 64 },
      ...(former ? [{ name: "reason", label: "更正原因", type: "area", required: true, max: 2000 }] : []),
    ],
    submit: async (values) => {
      await post(`/annexes/${annex}/hand-ins`, { city: asked.city, month: asked.month, ...values });
      version = "";
      toast("已上报");
      again();
    },
  });
}

function handInRow(asked, table, again) {
  const own = table.rows.find((row) => row.county === asked.county);
  askWith({
    title: `附件${annex} 报市（${asked.month}）`, verb: "报市",
    fields: [{ name: "remark", label: "备注", type: "text", max: 200, value: own?.remark ?? "", hint: "不要写姓名、身份证号等个人信息。" }],
    submit: async (values) => {
      await post(`/annexes/${annex}/rows`, { county: asked.county, month: asked.month, ...values });
      toast("已报市");
      again();
    },
  });
}
