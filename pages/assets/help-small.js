// A small card with the numbers and the code of the site (便民卡), eight to a sheet of A4.
import { $, h, refill } from "./dom.js";
import { at, help, ready } from "./help-common.js";

const COPIES = 8;
const SHOWN_MAX = 4;

ready($("#small"), async () => {
  const place = await help();
  const own = place.numbers.filter((each) => each.number).slice(0, SHOWN_MAX);
  const one = () => h("article.small-card",
    h("div", h("strong", "求助有门"), h("p", place.name ?? "社会救助服务热线"),
      h("ul", own.map((each) => h("li", h("b", each.number), ` ${each.name.replace(/（.*）/, "")}`)))),
    h("div.small-code", h("img.qr", { src: at("/api/v1/help/qr"), alt: "", width: 96, height: 96 }), h("span", "扫码问政策、查进度")));
  refill($("#small"), Array.from({ length: COPIES }, one));
});
