// Batches of payments: a file is checked and entered, and another account confirms it.
import { get, post, Problem } from "./api.js";
import { empty, failed, h, loading, me, refill, toast } from "./dom.js";
import { askWith } from "./forms.js";
import { caution, facts, fenOf, keeps, mistakesOf, PROGRAMMES, readAll, sendTable, table, yuan } from "./payments-parts.js";
import { when } from "./time.js";

const STATE = { entered: "待确认", confirmed: "已确认", withdrawn: "已作废" };
const PILL = { entered: "dispatched", confirmed: "answered", withdrawn: "closed" };
const pill = (batch) => h(`span.pill.pill-${PILL[batch.state]}`, STATE[batch.state]);
const lateness = (batch) => (batch.late ? h("span.card-mark.card-red", `迟发${batch.lateLines}笔`) : "按时");

/** The batches of a month, and the way to enter one. */
export async function showBatches(asked, again) {
  const query = new URLSearchParams({ county: asked.county, programme: asked.programme, month: asked.month });
  const batches = await readAll(`/payments?${query}`);
  const place = h("div");
  const open = (batch) => showBatch(batch.id, place, again);
  const list = batches.length
    ? table("发放批次", [["批次"], ["状态"], ["笔数", true], ["人次", true], ["金额（元）", true], ["其中补发（元）", true], ["是否按时"], ["核对疑点", true], ["录入"]],
      batches.map((batch) => [
        h("button.btn.btn-link.p-0", { type: "button", onclick: () => open(batch) }, `第${batch.id}批${batch.supplement ? "（补充）" : ""}`),
        pill(batch), String(batch.lines), String(batch.persons), yuan(batch.amount), yuan(batch.back), lateness(batch),
        String(batch.findings.reduce((sum, each) => sum + each.count, 0)), `${batch.enteredBy} ${when(batch.enteredAt)}`,
      ]))
    : empty("这个月还没有发放批次", keeps(asked.county) ? "在上面选择发放明细文件导入。" : "县民政局导入后在这里看到。");
  if (batches.length === 1) open(batches[0]);
  return h("div", keeps(asked.county) && uploadOf(asked, query, again), list, place);
}

function uploadOf(asked, query, again) {
  const file = h("input.form-control", { type: "file", id: "file", accept: ".xlsx,.csv" });
  const supplement = h("input.form-check-input", { type: "checkbox", id: "supplement" });
  const said = h("div", { "aria-live": "polite" });
  const send = async (isTrial) => {
    if (!file.files[0]) return refill(said, h("p.notice", { role: "alert" }, "请先选择文件。"));
    if (supplement.checked) query.set("supplement", "true"); else query.delete("supplement");
    refill(said, loading(isTrial ? "正在核对…" : "正在导入…"));
    try {
      const body = await sendTable(`/payments${isTrial ? "/check" : ""}?${query}`, file.files[0]);
      if (!isTrial) {
        toast(`已录入第${body.id}批，请本局另一账号确认。`);
        return again();
      }
      return refill(said, h("div.state-note", h("strong", "文件没有问题，还没有导入"), totals(body), findingsLine(body), h("p.hint", `核对依据：${body.measure.text}`)));
    } catch (problem) {
      return refill(said, mistakesOf(problem));
    }
  };
  return h("div", h("form.upload", { onsubmit: (event) => { event.preventDefault(); send(false); } },
    h("label", { for: "file" }, `${PROGRAMMES[asked.programme]} ${asked.month} 发放明细（Excel或CSV）`), file,
    h("div.form-check", supplement, h("label.form-check-label", { for: "supplement" }, "补充批次（不是全部对象）")),
    h("button.btn.btn-outline-primary", { type: "button", onclick: () => send(true) }, "先核对"),
    h("button.btn.btn-primary", { type: "submit" }, "导入")), said);
}

const totals = (batch) => facts([
  ["笔数", String(batch.lines)], ["人次", String(batch.persons)], ["金额", `${yuan(batch.amount)}元`],
  ["其中补发", `${yuan(batch.back)}元`], ["发放日期", batch.firstPaidOn === batch.lastPaidOn ? batch.lastPaidOn : `${batch.firstPaidOn}至${batch.lastPaidOn}`],
  ["应于", [`${batch.dueOn}前`, batch.lastWorkingDay !== batch.dueOn && `（最后工作日${batch.lastWorkingDay}）`]],
  ["是否按时", lateness(batch)],
]);

const findingsLine = (batch) => (batch.findings.length
  ? h("p.warn-line", `核对疑点：${batch.findings.map((each) => `${each.name}${each.count}处`).join("，")}。`)
  : h("p", "没有核对疑点。"));

async function showBatch(id, place, again) {
  refill(place, loading());
  try {
    const { body: batch } = await get(`/payments/${id}`);
    const rows = h("div");
    refill(place, h("section", h("div.view-head", h("h2", `第${id}批 ${batch.programmeName} ${batch.month}`), pill(batch), caution(batch.caution), buttons(batch, again)),
      totals(batch), findingsLine(batch), h("p.hint", `期限依据：${batch.basis}`), h("p.hint", `核对依据：${batch.measure.text}`),
      batch.decidedBy && h("p.hint", `${STATE[batch.state]}：${batch.decidedBy} ${when(batch.decidedAt)}${batch.reason ? `，说明：${batch.reason}` : ""}`),
      h("div.view-head", [["lines", "明细"], ["lines?late=true", "迟发的"], ["findings", "核对疑点"]].map(([path, words]) =>
        h("button.btn.btn-outline-secondary.btn-sm", { type: "button", onclick: () => showRows(id, path, rows) }, words))), rows));
    if (batch.findings.length) await showRows(id, "findings", rows);
  } catch (problem) {
    refill(place, failed(problem, () => showBatch(id, place, again)));
  }
}

/** How many rows are shown: who needs all has the file. */
const ROWS = 200;

async function showRows(id, path, place) {
  refill(place, loading());
  const { body } = await get(`/payments/${id}/${path}${path.includes("?") ? "&" : "?"}limit=${ROWS}`);
  const who = (person) => (person ? `${person.name} ${person.idNumber}` : "—");
  const rest = body.next && h("p.hint", `只显示前${ROWS}行。`);
  if (!body.items.length) return refill(place, empty("没有", ""));
  return refill(place, path === "findings"
    ? table("核对疑点", [["疑点"], ["文件行", true], ["对象"], ["发放（元）", true], ["应发（元）", true]],
      body.items.map((each) => [each.name, each.line ? String(each.line) : "—", who(each.person), yuan(each.amount), yuan(each.expected)]))
    : table("发放明细", [["文件行", true], ["对象"], ["乡镇"], ["人数", true], ["金额（元）", true], ["类别"], ["发放日期"], ["账号"]],
      body.items.map((each) => [String(each.line), who(each.person), each.townshipName, String(each.persons), yuan(each.amount),
        each.sort === "back" ? "补发" : "正常", [each.paidOn, each.late && h("span.card-mark.card-red", "迟发")], each.person.account])), rest);
}

function buttons(batch, again) {
  if (!keeps(batch.county) || batch.state === "withdrawn") return null;
  const withdraw = h("button.btn.btn-outline-danger.btn-sm", { type: "button", onclick: () => askWith({
    title: `作废第${batch.id}批`, danger: true, verb: "作废",
    fields: [{ name: "reason", label: "原因", type: "area", required: true, max: 2000 }],
    submit: async (values) => { await post(`/payments/${batch.id}/withdrawal`, values); toast("已作废"); again(); },
  }) }, "作废");
  if (batch.state !== "entered") return withdraw;
  if (batch.enteredBy === me.account) return [h("span.hint", "请本局另一账号确认。"), withdraw];
  const needs = batch.findings.length > 0;
  const confirm = h("button.btn.btn-primary.btn-sm", { type: "button", onclick: () => askWith({
    title: `确认第${batch.id}批`, verb: "确认",
    fields: [
      { name: "total", label: "拨付凭证上的合计（元）", type: "text", required: true, max: 20, hint: "请照凭证填写，不要照抄批次合计。" },
      { name: "reason", label: needs ? "核对疑点的核实情况" : "说明", type: "area", required: needs, max: 2000 },
    ],
    submit: async ({ total, reason }) => {
      const fen = fenOf(total);
      if (fen === null) throw new Problem(422, { title: "填写有误", detail: "合计请填金额，例如12345.60。" });
      await post(`/payments/${batch.id}/confirmation`, { total: fen, reason });
      toast("已确认");
      again();
    },
  }) }, "确认");
  return [confirm, withdraw];
}

/** Who ought to be paid, by the roster: what batches are compared with. */
export async function showRecipients(asked) {
  const query = new URLSearchParams({ county: asked.county, programme: asked.programme, month: asked.month });
  const { body } = await get(`/payment-recipients?${query}`);
  const name = PROGRAMMES[asked.programme];
  const way = keeps(asked.county) && h("p", h("a.btn.btn-outline-primary", { href: "/roster" }, "到台账"));
  if (!body.rosterOn) return h("div", empty(`台账里还没有${name}`, `没有台账时，不核对漏发、退出和死亡后发放。${keeps(asked.county) ? "请在“台账”页导入清单。" : "由县民政局导入清单。"}`), way);
  return h("div", facts([
    ["应发户", String(body.households)], ["应发人数", String(body.persons)], ["应发金额", `${yuan(body.amount)}元`],
  ]), h("p.hint", `按${body.rosterOn}的在册台账；退出、死亡、调整在台账里办理，下个月的核对就按它。`), way);
}
