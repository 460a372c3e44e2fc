// The cards that answer what is being said (救助明白卡), and which of them the caller was told of.
import { basisOf, factsOf, spoken } from "./cards.js";
import { $, h, refill } from "./dom.js";

const told = new Map();
let shown = "";

/** Shows the cards of a preview; what is open stays so while they are the same. */
export function showCards(cards, changed) {
  const names = cards.map((card) => card.card).join(" ");
  if (names === shown) return;
  shown = names;
  refill($("#cards"), cards.map((card, index) => {
    const button = h("button.btn.btn-sm.btn-outline-primary.tell", { type: "button", data: { card: card.card }, onclick: () => toggle() });
    const mark = () => {
      button.setAttribute("aria-pressed", String(told.has(card.card)));
      button.textContent = told.has(card.card) ? "✓ 已告知" : "记为已告知";
    };
    const toggle = () => {
      if (told.has(card.card)) told.delete(card.card);
      else told.set(card.card, card);
      mark();
      changed();
    };
    if (told.has(card.card)) told.set(card.card, card);
    mark();
    return h("details.near.call-card", { open: index === 0, data: { card: card.card } },
      h("summary", h("strong", card.title)), h("div", card.says), factsOf(card), basisOf(card), button);
  }));
}

export const toldCards = () => [...told.keys()];
export const toldPhrases = () => [...told.values()].filter(Boolean).map((card) => [card.title, spoken(card)]);
export function restoreTold(cards) { for (const card of cards ?? []) told.set(card, null); }
