// For the auditor: the journal (流水) without texts, and who looked at whose data (访问记录).
import { whoOf } from "./actions.js";
import { get, unitNames } from "./api.js";
import { $, empty, failed, h, loading, put, refill } from "./dom.js";
import { start } from "./shell.js";
import { deadline } from "./time.js";
import { actionName, ROLE, spaced, STATE } from "./words.js";

const PAGE = 100;
const LOOKED = {
  view: "查看工单", unmask: "查看明文", search: "按来电人查找", attachment: "打开附件", accessLog: "查看访问记录",
  export: "导出", purge: "清除",
};
const WORDS = {
  roster: "清单台账", household: "户", person: "成员", marks: "比对提示", mark: "提示", rows: "行", masked: "（脱敏）",
  publication: "公示", name: "姓名", idNumber: "证件号", phone: "电话",
};

/** `household 2 person 3 idNumber`: what was looked at in the registers. */
const spoken = (field) => field.split(" ").map((word) => WORDS[word] ?? word).join("");

const FIELD = { name: "姓名", phone: "电话", idNumber: "证件号", address: "地址", cut: "文中号码" };

const who = (event) => [whoOf(event), event.by.account === "time" ? "" : h("div.hint", ROLE[event.by.role] ?? "")];

const KINDS = {
  journal: {
    name: "流水", hint: "谁在什么时候对工单做了什么，一条不少，不能改。审计看不到诉求内容和来电人身份。",
    heads: ["序号", "时间", "工单", "操作", "状态", "谁"],
    path: (after) => `/changes?after=${after ?? 0}&limit=${PAGE}`,
    next: (body) => (body.items.length === PAGE ? body.next : null),
    row: (event) => (event.gone ? null : [String(event.sequence), deadline(event.at), spaced(event.ticket), actionName(event.action),
      [event.from && event.from !== event.to ? `${STATE[event.from]} → ` : "", STATE[event.to] ?? ""], who(event)]),
  },
  access: {
    name: "访问记录", hint: "谁在什么时候为什么看过谁的个人信息。看这份记录本身也记在里面。",
    heads: ["序号", "时间", "谁", "做了什么", "工单", "用途", "网络地址"],
    path: (after) => `/access-log?limit=${PAGE}${after ? `&after=${encodeURIComponent(after)}` : ""}`,
    next: (body) => body.next,
    row: (entry) => [String(entry.sequence), deadline(entry.at), who(entry), [LOOKED[entry.action] ?? entry.action, entry.field ? `：${FIELD[entry.field] ?? spoken(entry.field)}` : ""],
      entry.ticket ? spaced(entry.ticket) : "", entry.purpose ?? "", entry.peer],
  },
};

let kind = KINDS.journal;

function choose(next) {
  kind = next;
  refill($("#journal-tabs"), Object.values(KINDS).map((each) => h("button.tab", { type: "button", "aria-pressed": String(each === kind), onclick: () => choose(each) }, each.name)));
  $("#journal-hint").textContent = kind.hint;
  return show();
}

async function show(after) {
  const place = $("#journal");
  const shown = kind;
  if (!after) refill(place, loading());
  try {
    const { body } = await get(kind.path(after));
    if (shown !== kind) return;
    const rows = body.items.map(kind.row).filter(Boolean).map((cells) => h("tr", cells.map((cell) => h("td", cell))));
    place.querySelector(".more")?.remove();
    if (after) $("#journal tbody").append(...rows);
    else if (!rows.length) refill(place, empty("还没有记录"));
    else refill(place, h("table.table.table-sm", h("thead", h("tr", kind.heads.map((name) => h("th", { scope: "col" }, name)))), h("tbody", rows)));
    const next = kind.next(body);
    if (next) put(place, h("p.more", h("button.btn.btn-sm.btn-outline-primary", { type: "button", onclick: () => show(next) }, "往后再看")));
  } catch (problem) {
    refill(place, failed(problem, () => show(after)));
  }
}

start(async () => {
  await unitNames().catch(() => {});
  await choose(KINDS.journal);
});
