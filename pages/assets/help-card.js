// One card on a page of its own, which prints on one sheet of A4.
import { basisOf, bodyOf, factsOf } from "./cards.js";
import { $, empty, h, put, refill } from "./dom.js";
import { ask, at, county, ready } from "./help-common.js";

ready($("#card"), async () => {
  const id = decodeURIComponent(location.pathname.split("/")[3] ?? "");
  const { items } = await ask("/help/cards");
  const card = items.find((each) => each.card === id);
  if (!card) return refill($("#card"), empty("没有这张明白卡", "可能已经更新，请从明白卡目录里找。"));
  document.title = `${card.title} · 求助有门`;
  refill($("#card"), h("h1", card.title), h("p.lead-words", card.says), factsOf(card), bodyOf(card.body, "h2"), basisOf(card),
    h("p.hint", `版本：${card.edition}`));
  put($("#card"), h("img.qr", { src: at("/api/v1/help/qr", { card: id, ...(county ? { county } : {}) }), alt: "这张卡的二维码", width: 120, height: 120 }));
  return undefined;
});
