// All cards, and those that have what is looked for.
import { cardOf } from "./cards.js";
import { $, debounce, empty, h, refill } from "./dom.js";
import { ask, at, ready } from "./help-common.js";

async function find() {
  const q = $("#q").value.trim();
  const { items } = await ask("/help/cards", q ? { q } : {});
  refill($("#cards"), items.length ? items.map((card) => cardOf(card, {
    end: h("p", h("a", { href: at(`/help/cards/${card.card}`) }, "单独打开、打印这张卡")),
  })) : empty("没有找到", "换个说法试试，或者拨打热线询问。"));
}

ready($("#cards"), async () => {
  $("#search").addEventListener("submit", (event) => { event.preventDefault(); find(); });
  $("#q").addEventListener("input", debounce(find, 250));
  await find();
});
