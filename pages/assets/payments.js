// Payments (资金发放): batches, standards, the funds' way, signs, and the tables of the notice.
import { reference } from "./api.js";
import { $, failed, h, loading, me, put, refill } from "./dom.js";
import { showAnnexes } from "./payments-annex.js";
import { showBatches, showRecipients } from "./payments-batches.js";
import { showComplaints, showFunds, showSigns, showStandards } from "./payments-money.js";
import { start } from "./shell.js";
import { today } from "./time.js";

const isAboveCounty = me.scope.length < 6;
const TABS = [
  { id: "batches", name: "发放批次", show: showBatches },
  { id: "recipients", name: "应发对象", show: showRecipients },
  { id: "complaints", name: "诉求核对", show: showComplaints },
  { id: "standards", name: "标准与补发", show: showStandards },
  { id: "funds", name: "资金流水", show: showFunds },
  { id: "signs", name: "疑点", show: showSigns },
  { id: "annexes", name: "统计表", show: showAnnexes },
];

/** What stands in the form, and where somebody is. */
const asked = { county: "", programme: "urban-dibao", month: today().slice(0, 7), tab: "batches", turn: 0, city: me.scope.slice(0, 4) };

function readAddress() {
  const query = new URLSearchParams(location.search);
  for (const name of ["county", "programme", "month", "tab"]) if (query.get(name)) asked[name] = query.get(name);
  if (!TABS.some((tab) => tab.id === asked.tab)) asked.tab = isAboveCounty ? "annexes" : "batches";
}

async function fillCounties() {
  const select = $("#county");
  if (!isAboveCounty) {
    const own = await reference(`/divisions/${me.scope.slice(0, 6)}`);
    put(select, h("option", { value: own.code }, own.name));
  } else {
    const top = await reference(`/divisions/${me.scope}`);
    const cities = me.scope.length === 2 ? await Promise.all(top.children.map((child) => reference(`/divisions/${child.code}`))) : [top];
    put(select, cities.flatMap((city) => city.children.map((child) => h("option", { value: child.code }, me.scope.length === 2 ? `${city.name}${child.name}` : child.name))));
  }
  select.value = asked.county || select.options[0]?.value;
  if (!select.value) select.selectedIndex = 0;
  asked.county = select.value;
  asked.city = asked.county.slice(0, 4);
}

async function show() {
  asked.turn += 1;
  const turn = asked.turn;
  const tab = TABS.find((each) => each.id === asked.tab);
  history.replaceState(null, "", `?${new URLSearchParams({ county: asked.county, programme: asked.programme, month: asked.month, tab: asked.tab })}`);
  refill($("#tabs"), TABS.map((each) => h("button.tab", {
    type: "button", "aria-pressed": String(each === tab), onclick: () => { asked.tab = each.id; show(); },
  }, each.name)));
  const view = $("#view");
  refill(view, loading());
  try {
    const made = await tab.show(asked, show);
    if (turn === asked.turn) refill(view, made);
  } catch (problem) {
    if (turn === asked.turn) refill(view, failed(problem, show));
  }
}

start(async () => {
  readAddress();
  await fillCounties();
  $("#programme").value = asked.programme;
  $("#month").value = asked.month;
  for (const name of ["county", "programme", "month"]) {
    $(`#${name}`).addEventListener("change", () => {
      const value = $(`#${name}`).value;
      if (!value) return;
      asked[name] = value;
      asked.city = asked.county.slice(0, 4);
      show();
    });
  }
  $("#asked").addEventListener("submit", (event) => event.preventDefault());
  await show();
}, TABS.map((tab, index) => ({ key: String(index + 1), words: tab.name, run: () => { asked.tab = tab.id; show(); } })));
