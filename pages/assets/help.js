// The public site's first page: the county, what one can do here, and whom to ring.
import { $, h, put, refill } from "./dom.js";
import { at, county, help, keep, ready } from "./help-common.js";
import { numbersOf } from "./numbers.js";

ready($("#numbers"), async () => {
  const body = await help();
  const select = $("#county");
  const cities = [...new Set(body.counties.map((each) => each.city ?? ""))];
  put(select, h("option", { value: "" }, "请选择县（市、区）"), cities.map((city) =>
    h("optgroup", { label: city }, body.counties.filter((each) => (each.city ?? "") === city)
      .map((each) => h("option", { value: each.code }, each.name)))));
  select.value = county;
  select.addEventListener("change", () => {
    keep(select.value);
    location.assign(select.value ? `/help?county=${select.value}` : "/help");
  });
  $("#where").textContent = body.name ?? "";
  refill($("#numbers"), numbersOf(body.numbers));
  $("#qr").src = at("/api/v1/help/qr");
  $("#qr").hidden = false;
});
