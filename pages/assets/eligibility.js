// Which assistance may fit (资格预审): one question at a time, and nothing of it is kept.
import { post } from "./api.js";
import { failed, h, loading, refill } from "./dom.js";

const OUTCOME = { fits: "可能符合", unsaid: "还不能判断", lacks: "目前不符合" };
const UNSURE = "unsure";

/** Fills a place with the questions and what follows from the answers; `path` is the API's. */
export function prescreen(place, path) {
  let given = [];
  let about = "";
  let turn = 0;
  let topics;

  async function ask() {
    const mine = turn += 1;
    if (!place.children.length) refill(place, loading());
    try {
      const answers = given.map(({ question, option }) => ({ question, option }));
      const { body } = await post(path, { answers, ...(about ? { about: [about] } : {}) });
      topics ??= body.findings.map((each) => [each.rule, each.name]);
      if (mine === turn) show(body);
    } catch (problem) {
      if (mine === turn) refill(place, failed(problem, ask));
    }
  }

  function answer(question, option, says) {
    given.push({ question: question.question, asks: question.asks, option, says });
    ask();
  }

  function backTo(index) {
    given = given.slice(0, index);
    ask();
  }

  function show(body) {
    const groups = ["fits", "unsaid", "lacks"].map((code) => [code, body.findings.filter((each) => each.outcome === code)]);
    const isAsking = Boolean(body.next);
    refill(place,
      given.length === 0 && topicOf(),
      isAsking && questionOf(body.next),
      given.length > 0 && h("details.given", { open: false }, h("summary", `已回答 ${given.length} 个问题`),
        h("ol", given.map((each, index) => h("li", `${each.asks} `, h("strong", each.says), " ",
          h("button.btn.btn-link.btn-sm", { type: "button", "aria-label": `改回答：${each.asks}`, onclick: () => backTo(index) }, "改"))))),
      given.length > 0 && h("div.findings", { "aria-live": "polite" },
        !isAsking && h("h2", "根据您的回答"),
        groups.map(([code, findings]) => groupOf(code, findings, isAsking)),
        h("p.hint", body.advice),
        !isAsking && h("p.hint", `${body.refused}（依据：${body.refusedBasis}）`)),
      given.length > 0 && h("div.ask-end.ask-start", h("button.btn.btn-outline-secondary", { type: "button", onclick: () => backTo(0) }, "重新开始")));
    if (given.length) (place.querySelector(".question legend") ?? place.querySelector(".findings h2"))?.focus();
  }

  /** Whoever asks about one thing is asked less. */
  function topicOf() {
    const select = h("select.form-select", { id: "about" }, h("option", { value: "" }, "都看一看"),
      topics.map(([rule, name]) => h("option", { value: rule, selected: rule === about }, name)));
    select.addEventListener("change", () => { about = select.value; ask(); });
    return h("p.help-where", h("label", { for: "about" }, "想问哪一项"), select);
  }

  function questionOf(question) {
    const options = [...question.options, { option: UNSURE, says: "不清楚" }];
    return h("fieldset.question", h("legend", { tabindex: -1 }, question.asks),
      question.hint && h("p.hint", question.hint),
      h("div.options", options.map((each) => h("button.btn.btn-outline-primary", {
        type: "button", data: { option: each.option }, onclick: () => answer(question, each.option, each.says),
      }, each.says))),
      given.length > 0 && h("button.btn.btn-link.btn-sm", { type: "button", onclick: () => backTo(given.length - 1) }, "上一题"));
  }

  ask();
}

function groupOf(code, findings, isAsking) {
  if (!findings.length || (isAsking && code !== "fits")) return null;
  const items = findings.map((each) => findingOf(code, each));
  if (code === "lacks") {
    return h("details.group", h("summary", `${OUTCOME.lacks}（${findings.length}项）`), items);
  }
  return h("section.group", h("h3", `${OUTCOME[code]}（${findings.length}项）`), items);
}

function findingOf(code, finding) {
  const why = { fits: "因为", lacks: "还缺", unsaid: "要看" }[code];
  const reasons = finding.reasons.map((reason) => h("li", reason.says,
    reason.asks.length > 0 && h("span.hint", ` 还要知道：${reason.asks.join("；")}`),
    reason.person && h("span.hint", " 由经办人员核定")));
  return h(`details.finding.is-${code}`, { open: code === "fits", data: { rule: finding.rule } },
    h("summary", h("strong", finding.name), finding.caution && h("span.caution", finding.caution)),
    h("p", `${why}：`), h("ul", reasons),
    code !== "lacks" && h("dl.facts.card-facts",
      h("dt", "谁来办"), h("dd", finding.who), h("dt", "到哪里"), h("dd", finding.counter),
      h("dt", "带什么"), h("dd", finding.bring.length ? finding.bring.join("；") : "不用带材料"),
      h("dt", "多久"), h("dd", finding.terms.map((term) => h("div", term.says, term.caution && h("span.caution", `（${term.caution}）`))))),
    finding.note && h("p", finding.note),
    h("p.hint", `依据：${finding.basis}`));
}
