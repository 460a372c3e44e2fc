// The notice board (公示栏): whom to ring and what there is, to hang out in a village.
import { $, h, refill } from "./dom.js";
import { ask, at, help, ready } from "./help-common.js";
import { numbersOf } from "./numbers.js";

ready($("#board"), async () => {
  const [place, { items }] = await Promise.all([help(), ask("/help/cards")]);
  refill($("#board"),
    h("section.board-part", h("h2", "有困难，打这些电话"), numbersOf(place.numbers)),
    h("section.board-part.board-code", h("img.qr", { src: at("/api/v1/help/qr"), alt: "求助指南的二维码", width: 110, height: 110 }),
      h("p", "扫码看怎么办、要带什么、办到哪一步了。反映优亲厚友、克扣冒领，热线保密。")),
    h("section.board-part", h("h2", "这些救助可以申请"), h("ul.board-cards", items.map((card) => h("li", h("strong", card.title), h("span", card.says))))));
});
