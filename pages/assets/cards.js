// Guidance cards (救助明白卡): who, where, with what, how long, how much, which number.
import { h } from "./dom.js";

const fact = (name, value) => (value ? [h("dt", name), h("dd", value)] : []);

/** What a card says of a thing that is not known: to ask, and never a guess. */
const amountOf = (card) => (card.amount
  ? [card.amount.says, card.amount.caution && h("span.caution", card.amount.caution)]
  : "当地标准请问县级民政部门或拨打热线");

export function factsOf(card) {
  return h("dl.facts.card-facts",
    fact("谁来办", card.who), fact("到哪里", card.counter),
    fact("带什么", card.bring.length ? card.bring.join("；") : "不用带材料"),
    fact("多久", card.time), fact("多少", amountOf(card)),
    fact("电话", card.number ?? "12345"));
}

/** Headings, lists and paragraphs of what stands below the front of a card. */
export function bodyOf(lines, heading = "h3") {
  const parts = [];
  let list = null;
  for (const line of lines) {
    if (line.startsWith("- ")) {
      if (!list) parts.push(list = h("ul.card-list"));
      list.append(h("li", line.slice(2)));
      continue;
    }
    list = null;
    if (line.startsWith("## ")) parts.push(h(heading, line.slice(3)));
    else if (line.trim()) parts.push(h("p", line));
  }
  return parts;
}

export function basisOf(card) {
  return h("p.hint", `依据：${card.basis}`, card.caution && h("span.caution", `（${card.caution}）`));
}

/** A card that opens. */
export function cardOf(card, { isOpen, end, heading = "h2" } = {}) {
  return h("details.card-item", { open: isOpen, data: { card: card.card } },
    h("summary", h(heading, card.title), h("span.card-says", card.says)),
    factsOf(card), bodyOf(card.body, heading === "h2" ? "h3" : "h4"), basisOf(card), end);
}

/** What to say of it in one answer. */
export const spoken = (card) =>
  `已告知：${card.says}到${card.counter}办理；${card.bring.length ? `带${card.bring.join("、")}；` : ""}时限：${card.time}。`;
