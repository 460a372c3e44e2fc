// The Chinese for the codes of the roster and of matching, and what their pages share.
import { ask, get } from "./api.js";
import { $, empty, failed, h, loading, me, refill } from "./dom.js";

export const PROGRAMME = { dibao: "低保", tekun: "特困", marginal: "低保边缘", rigid: "刚性支出困难" };
export const VARIETY = { urban: "城市", rural: "农村", concentrated: "集中供养", dispersed: "分散供养" };
export const STANDING = { on: "在册", gradual: "渐退期", off: "已退出" };
export const RELATION = {
  head: "户主", spouse: "配偶", child: "子女", parent: "父母", grandchild: "孙子女",
  grandparent: "祖父母", sibling: "兄弟姐妹", other: "其他",
};
export const GROUND = {
  illness: "因病", disability: "因残", age: "年老", minor: "未成年", unemployment: "失业",
  lackOfLabour: "缺劳力", education: "因学", disaster: "因灾", other: "其他",
};
export const BASIS = {
  list: "清单导入", approval: "审核确认", review: "定期核查", members: "人口变动", death: "死亡", move: "迁移",
  standard: "提标", means: "收入财产变化", gradual: "渐退", request: "本人申请", correction: "更正",
};
export const PACE = { yearly: "每年", halfYearly: "每半年" };
export const CARE = { able: "自理", partly: "部分丧失", unable: "完全丧失" };
export const CASE = { exit: "退出", reduce: "调减", death: "死亡核减", unreported: "未及时报告变化" };
export const STEP = {
  hear: "听取意见", publish: "公示", decide: "作出决定", notify: "书面告知并说明理由", verify: "核实",
  adjust: "调整待遇", educate: "批评教育",
};
export const CHANGE = { entered: "新增", changed: "有变化", unchanged: "无变化", missing: "清单中没有" };
export const PART = {
  programme: "救助类型", variety: "类别", township: "乡镇", village: "村（社区）", amount: "金额", members: "人数或成员",
  selfCare: "自理能力", single: "单人保", staff: "近亲属备案", reviewPace: "核查周期", reviewDue: "核查到期", grounds: "致困原因等", standing: "在册状态",
};
export const DEED = {
  ...STEP, bring: "清单导入", review: "定期核查", startGradual: "开始渐退", adjust: "调整", move: "迁移",
  openCase: "开始办理", withdraw: "撤销办理",
};
export const PURPOSE = { discovery: "主动发现", review: "动态核查" };
export const MARK = { entry: "疑似应保未保", exit: "疑似不再符合" };
export const MARK_STATE = {
  weak: "待确认同一人", noted: "仅记录", open: "待派走访", visiting: "走访中", returned: "走访已回", closed: "已办结",
};
export const RESULT = { confirmed: "属实", notConfirmed: "不属实", unclear: "无法核实" };
export const DISPOSAL = { deliver: "落实政策", push: "按需推送", special: "一事一议", terminate: "核实后终止", nothing: "不需处置" };
export const REQUEST = {
  proposed: "待审批", asked: "待对方答复", agreed: "待对方提供", provided: "已提供", correcting: "待对方更正",
  refused: "未批准", declined: "对方不同意", ended: "已终止",
};
export const REQUEST_ACTION = {
  approve: "批准", refuse: "不批准", extend: "对方延期答复", agree: "对方同意", decline: "对方不同意", correct: "要求更正", end: "终止",
};

export const options = (names) => Object.entries(names);
export const kindOf = (row) => `${row.programme === "dibao" || row.programme === "tekun" ? VARIETY[row.variety] ?? "" : ""}${PROGRAMME[row.programme]}`;

/** Whether whoever looks keeps a county's registers, not a township's. */
export const isCounty = me.scope.length <= 6 && ["handler", "manager"].includes(me.role);

/** An amount in yuan, from fen. */
export const yuan = (fen) => `${(fen / 100).toFixed(2)}元`;

export const toFen = (text) => {
  const value = Number(String(text).replace(/[,，元]/g, ""));
  if (!Number.isFinite(value) || value < 0) throw new Error("金额须是数，例如 568.50。");
  return Math.round(value * 100);
};

/** A day with its card. */
export function dueMark(day, card) {
  return [day, " ", card === "red" && h("span.pill.pill-urgent", "已过期"), card === "yellow" && h("span.pill.pill-warn", "快到期")];
}

export const table = (heads, rows, name) => h("div.found", h("table.table", h("caption.visually-hidden", name),
  h("thead", h("tr", heads.map((head) => h("th", { scope: "col" }, head || h("span.visually-hidden", "操作"))))), h("tbody", rows)));

export const panel = (title, hint, button, ...rest) => h("section.panel",
  h("div.list-head", h("h2", title), h("span.duty", hint), button), ...rest);

export const button = (words, onclick, kind = "outline-secondary") => h(`button.btn.btn-sm.btn-${kind}`, { type: "button", onclick }, words);

/** One page of several panels, chosen by a list beside them. */
export function panels(nav, place, list) {
  return async function open(code) {
    const [name, , draw] = list.find((each) => each[0] === code) ?? list[0];
    history.replaceState(null, "", `#${name}`);
    refill($(nav), list.map(([each, words]) => h("button", { type: "button", "aria-pressed": String(each === name), onclick: () => open(each) }, words)));
    refill($(place), loading());
    try {
      refill($(place), await draw(() => open(name)));
    } catch (problem) {
      refill($(place), problem.status === 404 && !problem.errors?.length
        ? empty("没有可以查看的台账", "台账由民政和乡镇（街道）管理；您的单位或角色不在其中。") : failed(problem, () => open(name)));
    }
  };
}

/** A list that goes on when asked: `row` makes a line of each item. */
export async function listOf(path, heads, row, name, nothing) {
  const body = h("tbody");
  const more = h("div.more");
  const read = async (after) => {
    const { body: page } = await get(`${path}${after ? `&after=${encodeURIComponent(after)}` : ""}`);
    body.append(...page.items.map(row));
    refill(more, page.next && button("再看一些", () => read(page.next), "outline-primary"));
  };
  await read();
  if (!body.children.length) return empty(...nothing);
  return [h("div.found", h("table.table", h("caption.visually-hidden", name),
    h("thead", h("tr", heads.map((head) => h("th", { scope: "col" }, head || h("span.visually-hidden", "操作"))))), body)), more];
}

/** Sends a list as it is; nothing of it stays in the browser. */
export async function sendList(path, file, provenance) {
  return ask("POST", path, { file, name: file.name, provenance });
}

/** Saves a file that the server answers with. */
export async function save(path, body, name) {
  const headers = { "Content-Type": "application/json", "X-CSRF-Token": me.csrf ?? "" };
  const response = await fetch(`/api/v1${path}`, {
    method: body ? "POST" : "GET", headers, credentials: "same-origin", cache: "no-store", body: body && JSON.stringify(body),
  });
  if (!response.ok) throw new Error((await response.json().catch(() => ({}))).detail ?? "没有导出，请稍后再试。");
  const link = h("a", { href: URL.createObjectURL(await response.blob()), download: name });
  link.click();
  URL.revokeObjectURL(link.href);
}

export const mistakesOf = (mistakes) => (mistakes.length
  ? table(["行", "列", "问题"], mistakes.map((each) => h("tr", h("td", each.line), h("td", each.column ?? ""), h("td.words", each.message))), "错误")
  : h("p", "没有错误。"));
