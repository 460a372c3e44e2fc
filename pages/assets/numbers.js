// Telephone numbers for the public: each can be rung by a touch; none is made up.
import { h } from "./dom.js";

export function numbersOf(numbers) {
  return h("ul.numbers", numbers.map((each) => h("li",
    h("span", each.name, each.hours && h("small.hint", ` ${each.hours}`)),
    each.number ? h("a.number-link", { href: `tel:${each.number}` }, each.number)
      : h("span.hint", "还没有登记，请先拨 12345"))));
}
