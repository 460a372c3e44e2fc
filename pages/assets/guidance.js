// Guidance for those who work here: cards to search, eligibility to ask, and what publicity lacks.
import { get } from "./api.js";
import { cardOf } from "./cards.js";
import { $, debounce, empty, failed, h, loading, me, refill } from "./dom.js";
import { prescreen } from "./eligibility.js";
import { showGaps } from "./gaps.js";
import { start } from "./shell.js";

const TABS = [
  { id: "cards", name: "明白卡", show: showCards },
  { id: "eligibility", name: "资格预审", show: (view) => prescreen(view, "/eligibility") },
  ...(me.role === "manager" ? [{ id: "gaps", name: "宣传缺口", show: showGaps }] : []),
];

let tab = TABS.find((each) => `#${each.id}` === location.hash) ?? TABS[0];

function show() {
  history.replaceState(null, "", `#${tab.id}`);
  refill($("#tabs"), TABS.map((each) => h("button.tab", {
    type: "button", "aria-pressed": String(each === tab), onclick: () => { tab = each; show(); },
  }, each.name)));
  const view = h("div");
  refill($("#view"), view);
  tab.show(view);
}

function showCards(view) {
  const q = h("input.form-control", { id: "q", maxlength: 100, placeholder: "例如：低保、住院、残疾证", autocomplete: "off" });
  const found = h("div", { "aria-live": "polite" }, loading());
  const find = async () => {
    try {
      const query = q.value.trim() ? `?${new URLSearchParams({ q: q.value.trim() })}` : "";
      const { body } = await get(`/guidance/cards${query}`);
      refill(found, body.items.length ? body.items.map((card) => cardOf(card))
        : empty("没有找到", "换个说法试试。没有卡可用的问题，管理者在“宣传缺口”里看得到。"));
    } catch (problem) {
      refill(found, failed(problem, find));
    }
  };
  q.addEventListener("input", debounce(find, 250));
  refill(view, h("form.help-seek", { role: "search", onsubmit: (event) => { event.preventDefault(); find(); } },
    h("label.visually-hidden", { for: "q" }, "找什么"), q, h("button.btn.btn-primary", { type: "submit" }, "查找")), found);
  find();
}

start(show);
