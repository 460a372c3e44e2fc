// All that a household needs on one sheet (明白纸), to print and hand out.
import { $, h, refill } from "./dom.js";
import { ask, at, help, ready } from "./help-common.js";
import { numbersOf } from "./numbers.js";

const isLocal = (card) => !card.region;

ready($("#sheet"), async () => {
  const [place, { items }] = await Promise.all([help(), ask("/help/cards")]);
  refill($("#sheet"),
    h("header.sheet-head", h("div", h("h1", "社会救助明白纸"), h("p", `${place.name ?? ""}　遇到困难，先打热线；能不能申请，扫码问一问。`)),
      h("img.qr", { src: at("/api/v1/help/qr"), alt: "求助指南的二维码", width: 110, height: 110 })),
    numbersOf(place.numbers),
    h("table.sheet-table", h("thead", h("tr", ["什么事", "谁可以、怎么办", "到哪里", "多久"].map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", [...items.filter((card) => !isLocal(card)), ...items.filter(isLocal)].map((card) => h("tr",
        h("th", { scope: "row" }, card.title), h("td", card.says), h("td", card.counter),
        h("td", card.time, card.caution && h("div.caution", card.caution)))))),
    h("p.hint", "收入、存款、房产、车辆、社保等由民政部门核对，不用自己开证明。内容供参考，以受理机关的书面结果为准。"));
});
