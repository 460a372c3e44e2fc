// The Chinese for every code that the API uses. Kinds, matters and aspects come from the rules.
import { reference } from "./api.js";

export const STATE = {
  desk: "待派单", dispatched: "待签收", returning: "退单待审", handling: "办理中",
  suspended: "挂起", answered: "待回访", closed: "已办结",
};
export const OUTCOME = {
  resolved: "已解决", explained: "已解释说明", answeredOnTheSpot: "直接答复",
  notAccepted: "不予受理", merged: "并单", withdrawn: "撤销", finalAnswer: "最终答复",
};
export const CLOCK = {
  dispatch: "派单", respond: "紧急响应", return: "退单期", answer: "答复", extension: "延期审批",
  callback: "回访", urge: "催办回复", coHandler: "协办回报", supervised: "督办",
  relief: "小额快救", statutory: "法定时限", external: "来件时限",
};
export const CLOCK_STATUS = {
  running: "计时中", paused: "已暂停", met: "按时完成", missed: "已超时", cancelled: "已取消",
};
export const CARD = { green: "", yellow: "黄牌", red: "红牌" };
export const CHANNEL = {
  12345: "12345", "county-hotline": "县级热线", "city-hotline": "市级热线",
  "province-hotline": "省级热线", window: "窗口", letter: "来信", visit: "走访", match: "数据比对",
};
export const ROLE = {
  operator: "受理员", dispatcher: "派单员", handler: "经办人", manager: "管理者",
  auditor: "审计", administrator: "系统管理员", system: "系统",
};
export const ACTION = {
  file: "受理", dispatch: "派单", upholdReturn: "同意退单", rejectReturn: "驳回退单",
  approveExtension: "同意延期", denyExtension: "不同意延期", callBack: "回访", redirect: "改派",
  merge: "并单", unmerge: "拆单", withdraw: "撤销", reclassify: "改分类", markUrgent: "标记紧急",
  addCoHandler: "增加协办", reopen: "重新打开", close: "办结", sign: "签收", take: "认领",
  sendBack: "退单", answer: "答复", suspend: "挂起", requestExtension: "申请延期",
  startApplication: "受理救助申请", report: "协办回报", contact: "联系来电人", resume: "恢复办理",
  supervise: "督办", release: "销号", exclude: "剔除考核", closeFinal: "最终答复", note: "备注",
  attach: "附件", urge: "催办", tell: "告知政策", turnYellow: "亮黄牌", miss: "超时，亮红牌",
  closeWindow: "退单期结束", join: "并入一单", part: "拆出一单", recompute: "按新日历重算时限",
  raise: "提级", notify: "提醒", remind: "提醒签收",
};
export const SUPERVISION = { county: "县级督办", city: "市级督办", province: "省级督办" };
export const SUSPENSION = { materials: "材料补正", verification: "等待核对", forceMajeure: "不可抗力" };
export const CALLBACK = {
  satisfied: "满意", basically: "基本满意", unsatisfied: "不满意", unreached: "未接通",
  yes: "满意", no: "不满意", notReached: "未接通",
};
export const GRADE = { A: "法规原文", B: "公开文件", unverified: "本系统默认，待当地核定" };
export const BY = { rule: "规则", model: "模型", person: "人工", none: "未识别" };
export const NOT_ACCEPTED = {
  litigation: "诉讼", arbitration: "仲裁", discipline: "纪检监察", reconsideration: "行政复议",
  petition: "信访", emergency: "紧急求助",
};

const names = { kinds: new Map(), matters: new Map(), aspects: new Map() };
export let categories = { kinds: [], matters: [], aspects: [] };

/** Reads the names of kinds, matters and aspects. */
export async function loadCategories() {
  categories = await reference("/categories");
  for (const list of Object.keys(names)) {
    names[list] = new Map(categories[list].map((item) => [item.code, item.name]));
  }
}

let cards = new Map();

/** Reads what guidance cards are called. */
export async function loadCards() {
  const { items } = await reference("/guidance/cards").catch(() => ({ items: [] }));
  cards = new Map(items.map((card) => [card.card, card.title]));
}

export const cardTitle = (card) => cards.get(card) ?? card;
export const cardOptions = () => [...cards];

export const kindName = (code) => names.kinds.get(code) ?? code ?? "";
export const matterName = (code) => names.matters.get(code) ?? code ?? "";
export const aspectName = (code) => (code === "none" ? "" : names.aspects.get(code) ?? code ?? "");
export const actionName = (code) => ACTION[code] ?? code;

/** `低保 · 申请` */
export function subject(ticket) {
  return [matterName(ticket.matter), aspectName(ticket.aspect)].filter(Boolean).join(" · ");
}

/** `20261123 000017`: a number that can be read out. */
export const spaced = (number) => `${number.slice(0, 8)} ${number.slice(8)}`;

export const shortNumber = (number) => `${number.slice(4, 8)}-${number.slice(8)}`;
