// Looking after accounts, units, calendars and rules (系统管理).
import { accountsPanel, journalPanel, tokensPanel } from "./admin-accounts.js";
import { calendarPanel, divisionsPanel, rulesPanel, unitsPanel } from "./admin-reference.js";
import { $, failed, h, loading, refill } from "./dom.js";
import { start } from "./shell.js";

const PANELS = [
  ["accounts", "账号", accountsPanel], ["tokens", "接口令牌", tokensPanel], ["units", "单位", unitsPanel],
  ["divisions", "乡镇和村", divisionsPanel], ["calendar", "工作日历", calendarPanel], ["rules", "规则", rulesPanel],
  ["journal", "账号流水", journalPanel],
];

async function open(code) {
  const [name, , panel] = PANELS.find((each) => each[0] === code) ?? PANELS[0];
  history.replaceState(null, "", `#${name}`);
  refill($("#admin-nav"), PANELS.map(([each, words]) => h("button", { type: "button", "aria-pressed": String(each === name), onclick: () => open(each) }, words)));
  const place = $("#admin");
  refill(place, loading());
  try {
    refill(place, await panel(() => open(name)));
  } catch (problem) {
    refill(place, failed(problem, () => open(name)));
  }
}

start(() => open(location.hash.slice(1)));
