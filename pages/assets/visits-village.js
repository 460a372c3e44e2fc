// A village's month (本村家访): one household after another, on a phone or from a table.
import { get, post, remove } from "./api.js";
import { $, empty, h, me, refill, toast } from "./dom.js";
import { formOf } from "./forms.js";
import { dayWords, today } from "./time.js";

export const TOPIC = {
  employment: "就业", income: "收入", travel: "出行", spending: "大额消费", disaster: "受灾", illness: "大病",
  funeral: "丧葬", riskIllness: "因病困难", riskDisability: "因残困难", riskSchooling: "因学困难",
};
export const FINDING = { filed: "待核实", agreed: "属实", corrected: "更正后属实", rejected: "不属实" };

export async function showVillage({ month, duty, again }) {
  if (!duty) return { parts: [] };
  const { body } = await get(`/visits?village=${me.unit}&period=${month}`);
  const isOpen = ["owed", "sentBack"].includes(duty.state);
  const changes = body.items.reduce((sum, visit) => sum + visit.findings.length, 0);
  const last = month < today().slice(0, 7) ? `${month}-${new Date(Date.UTC(...month.split("-").map(Number), 0)).getUTCDate()}` : today();
  return {
    lead: `走访${body.items.length}户，变化${changes}项。报送以后不能再改，要改须请乡镇（街道）退回。`,
    parts: [
      isOpen && h("section.panel.visit-form", { "aria-labelledby": "add-title" }, h("h2", { id: "add-title" }, "登记一户"), visitForm(month, last, again)),
      isOpen && h("section.panel", { "aria-labelledby": "table-title" }, h("h2", { id: "table-title" }, "用表格登记"), upload(month, again)),
      h("section.panel", { "aria-labelledby": "list-title" },
        h("h2", { id: "list-title" }, `已登记 ${body.items.length} 户，变化 ${changes} 项`),
        body.items.length ? h("ul.households", body.items.map((visit) => household(visit, isOpen, again)))
          : empty("还没有登记", "没有变化也要写明走访了哪些户。")),
    ],
  };
}

/** One form: without a change it is one tap, and each change asks for its words. */
function visitForm(month, last, again) {
  const chosen = new Map();
  const texts = h("div");
  const verb = () => (chosen.size ? `登记，有${chosen.size}项变化` : "无变化，登记");
  const form = formOf({
    verb: verb(),
    fields: [
      { name: "household", label: "户主姓名", required: true, max: 100 },
      { name: "address", label: "住址", max: 200, hint: "同名的户请写明住址" },
      { name: "visitedOn", label: "走访日期", type: "date", required: true, min: `${month}-01`, max: last, value: last },
    ],
    submit: async (values) => {
      const changes = [...chosen].map(([topic, area]) => ({ topic, text: area.value.trim() }));
      const missing = changes.find((change) => !change.text);
      if (missing) {
        chosen.get(missing.topic).focus();
        throw new Error(`请写明${TOPIC[missing.topic]}有什么变化。`);
      }
      await post("/visits", { period: month, visits: [{ ...values, noChange: changes.length === 0, changes }] });
      toast(`${values.household}：登记好了`);
      await again();
      $(".visit-form input")?.focus();
    },
  });
  const toggle = (topic, button) => {
    if (chosen.has(topic)) chosen.delete(topic);
    else chosen.set(topic, h("textarea.form-control", { id: `topic-${topic}`, rows: 2, maxlength: 1000 }));
    button.setAttribute("aria-pressed", String(chosen.has(topic)));
    refill(texts, [...chosen].map(([each, area]) => h("div.field", h("label.form-label", { for: area.id }, `${TOPIC[each]}：有什么变化`), area)));
    form.querySelector("[type=submit]").textContent = verb();
    chosen.get(topic)?.focus();
  };
  form.querySelector(".ask-end").before(h("p.form-label", { id: "topics" }, "有变化就点一点，没有就直接登记"),
    h("div.topics", { role: "group", "aria-labelledby": "topics" }, Object.entries(TOPIC).map(([topic, words]) => {
      const button = h("button.btn.btn-outline-secondary", { type: "button", "aria-pressed": "false", onclick: () => toggle(topic, button) }, words);
      return button;
    })), texts);
  return form;
}

function household(visit, isOpen, again) {
  const take = async () => {
    if (!confirm(`删除${visit.household}这一户？`)) return;
    await remove(`/visits/${visit.id}`);
    await again();
  };
  return h("li.household", h("div.household-head",
    h("div", h("strong", visit.household), h("span.hint", ` ${visit.address ?? ""} ${dayWords(visit.visitedOn)}走访`)),
    isOpen && h("button.btn.btn-link.btn-sm", { type: "button", "aria-label": `删除${visit.household}`, onclick: take }, "删除")),
  visit.findings.length ? visit.findings.map((finding) => h("p", h("span.pill", finding.topicName), ` ${finding.corrected ?? finding.found} `,
    finding.state !== "filed" && h("span.hint", FINDING[finding.state] + (finding.reason ? `：${finding.reason}` : "")))) : h("p.hint", "无变化"));
}

// Tables

const SIZE_MAX = 700 * 1024;

function upload(month, again) {
  const notice = h("div.notice", { role: "alert", hidden: true });
  const file = h("input.form-control", { type: "file", id: "table", accept: ".xlsx,.csv" });
  const send = async () => {
    notice.hidden = true;
    if (!file.files[0]) return say(notice, "请先选一个表格文件。");
    if (file.files[0].size > SIZE_MAX) return say(notice, `文件超过${SIZE_MAX >> 10}KB，请分开导入。`);
    try {
      const content = await base64(file.files[0]);
      const { body } = await post("/visits/import", { period: month, content });
      toast(`导入了${body.visits.length}户`);
      await again();
    } catch (problem) {
      say(notice, problem.detail ?? problem.message, problem.errors);
    }
    return undefined;
  };
  return h("div", notice, h("div.upload",
    h("a", { href: "/api/v1/visits/template?format=xlsx", download: "" }, "下载模板（Excel）"),
    h("a", { href: "/api/v1/visits/template?format=csv", download: "" }, "下载模板（CSV）"),
    h("label.visually-hidden", { for: "table" }, "填好的表格"), file,
    h("button.btn.btn-outline-primary", { type: "button", onclick: send }, "导入")),
  h("p.hint", "表格有一处错误就都不导入，会告诉您是哪一行哪一列。"));
}

function say(notice, words, errors = []) {
  notice.hidden = false;
  refill(notice, h("p", words), errors.length > 0 && h("ul.mistakes", errors.map((mistake) => h("li", mistake.message))));
}

async function base64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
