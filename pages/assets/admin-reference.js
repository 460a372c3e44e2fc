// Units (单位), divisions down to the village (乡镇和村), the calendar (工作日历) and the rules (规则).
import { get, post, reference } from "./api.js";
import { debounce, empty, failed, h, me, refill, toast } from "./dom.js";
import { askWith } from "./forms.js";
import { deadline, today } from "./time.js";
import { GRADE } from "./words.js";
import { inChinese } from "./rule-words.js";

const cells = (tag, values) => h("tr", values.map((value) => h(tag, tag === "th" ? { scope: "col" } : {}, value)));
const table = (heads, rows) => h("div.found", h("table.table.table-sm", h("thead", cells("th", heads)), h("tbody", rows)));

export async function unitsPanel() {
  const { items } = await reference(`/units?division=${me.scope}`);
  const names = new Map(items.map((unit) => [unit.unit, unit.name]));
  const body = h("div");
  const show = (words = "") => {
    const found = items.filter((unit) => unit.name.includes(words) || unit.unit.includes(words)).slice(0, 300);
    refill(body, found.length ? table(["单位", "代码", "上级", "去向"], found.map((unit) => cells("td", [unit.name, unit.unit, names.get(unit.parent) ?? unit.parent ?? "", unit.successor ? `已撤销，并入${names.get(unit.successor) ?? unit.successor}` : ""])))
      : empty("没有这样的单位"));
  };
  show();
  return h("section.panel", h("h2", `单位（${items.length}）`), h("p.hint", "单位随区划和 routing-rules/units.yaml 产生；办公时间、名称的例外写在那里，改好后到“规则”重新载入。"),
    filter("筛选单位", show), body);
}

function filter(label, show) {
  const input = h("input.form-control.filter", { type: "search", "aria-label": label, placeholder: label, maxlength: 50 });
  input.addEventListener("input", debounce(() => show(input.value.trim()), 120));
  return input;
}

export async function divisionsPanel() {
  const panel = h("section.panel");
  const open = async (code) => {
    const division = await reference(`/divisions/${code}`);
    const isTop = code.length <= me.scope.length;
    refill(panel, h("h2", division.fullName || division.name, ` `, h("small.hint", division.code)),
      !isTop && h("p", h("button.btn.btn-sm.btn-outline-secondary", { type: "button", onclick: () => open(division.parent) }, "← 上一级")),
      division.children.length ? h("div.chips", division.children.map((child) => h("button.chip", { type: "button", onclick: () => open(child.code).catch((problem) => toast(problem.detail, "bad")) }, child.name, h("small.hint", ` ${child.code}`))))
        : empty("没有下级", "村和社区用命令 hotline divisions import 文件.csv 导入。"));
  };
  await open(me.scope);
  return panel;
}

// The calendar

export async function calendarPanel() {
  const now = Number(today().slice(0, 4));
  const panel = h("section.panel");
  const open = async (year) => {
    try {
      draw(panel, await reference(`/calendar/${year}`), open);
    } catch (problem) {
      refill(panel, failed(problem.status === 404 ? { title: `还没有${year}年的日历`, detail: "国务院办公厅公布后，用命令 hotline calendar import 导入。" } : problem, () => open(now)));
    }
  };
  await open(now);
  return panel;
}

function draw(panel, calendar, open) {
  const { year } = calendar;
  const move = (step, words) => h("button.btn.btn-sm.btn-outline-secondary", { type: "button", onclick: () => open(year + step) }, words);
  refill(panel, h("div.list-head", h("h2", `${year}年工作日历`), calendar.provisional && h("span.pill.pill-warn", "暂定：调休尚未公布"), h("span.duty"), move(-1, `← ${year - 1}`), move(1, `${year + 1} →`)),
    h("p.hint", h("span.holiday", "红底"), "为法定节假日，青框为调休上班。", `全年工作日 ${calendar.days.filter((day) => day.working).length} 天。`),
    h("div.months", Array.from({ length: 12 }, (_, index) => month(calendar, index + 1))));
}

function month(calendar, number) {
  const days = calendar.days.filter((day) => Number(day.day.slice(5, 7)) === number);
  const first = new Date(`${days[0].day}T00:00:00Z`).getUTCDay();
  const boxes = [...Array(first).fill(null), ...days];
  const weeks = Array.from({ length: Math.ceil(boxes.length / 7) }, (_, week) => boxes.slice(week * 7, week * 7 + 7));
  return h("div.month", h("h3", `${number}月`), h("table", h("thead", h("tr", [..."日一二三四五六"].map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", weeks.map((week) => h("tr", week.map((day) => {
      if (!day) return h("td");
      const weekend = new Date(`${day.day}T00:00:00Z`).getUTCDay() % 6 === 0;
      const look = day.working ? (weekend ? "makeup" : "") : weekend && !day.name ? "off" : day.name ? "holiday" : "off";
      return h(`td${look ? `.${look}` : ""}`, { title: [day.name, day.working && weekend ? "调休上班" : ""].filter(Boolean).join(" ") }, String(Number(day.day.slice(8))));
    }))))));
}

// The rules

export async function rulesPanel(again) {
  const { body } = await get("/rules");
  const count = (grade) => body.items.filter((rule) => rule.grade === grade).length;
  const list = h("div");
  let grade = "";
  const show = (words = "") => {
    const found = body.items.filter((rule) => (!grade || rule.grade === grade) && [rule.name, rule.says, rule.basis, rule.file].join(" ").includes(words));
    refill(list, found.length ? table(["规则", "内容", "依据", "等级"], found.map((rule) => h("tr", h("td.words", h("strong", rule.name), h("div.hint", `${rule.file}:${rule.line}`)), h("td.words", h("span", inChinese(rule.says))), h("td.words", rule.basis), h("td", GRADE[rule.grade] ?? rule.grade))))
      : empty("没有这样的规则"));
  };
  const grades = h("div.chips", [["", "全部"], ...Object.entries(GRADE)].map(([code, name]) => h("button.chip", {
    type: "button", "aria-pressed": String(code === grade),
    onclick: (event) => {
      grade = code;
      for (const chip of grades.children) chip.setAttribute("aria-pressed", String(chip === event.currentTarget));
      show();
    },
  }, `${name} ${code ? count(code) : body.items.length}`)));
  show();
  return h("section.panel", h("div.list-head", h("h2", "现行规则"), h("span.duty", `载入于 ${deadline(body.readAt)}`),
    h("button.btn.btn-primary.btn-sm", { type: "button", onclick: () => reload(again) }, "重新载入…")),
  grades, filter("筛选规则：名称、内容、依据", show), list);
}

/** Shows what a reload would change, and does it only then: all of it or, with a mistake, nothing. */
async function reload(again) {
  const { body } = await post("/rules/reload", { dryRun: true });
  if (body.mistakes.length) {
    askWith({ title: "规则文件有错，没有载入", verb: "知道了", wide: true, fields: [], submit: async () => {},
      lead: h("ul", body.mistakes.map((mistake) => h("li", h("code", `${mistake.file}:${mistake.line}:${mistake.column}`), ` ${mistake.message}`))) });
    return;
  }
  if (!body.changes.length) {
    toast("规则文件没有变化");
    return;
  }
  askWith({
    title: `${body.changes.length} 个文件有变化`, verb: "载入", wide: true, fields: [],
    lead: h("div", h("p", "载入后新受理的工单按新规则办；已定的时限不变。"), body.changes.map((change) => h("details.near", { open: body.changes.length < 4 }, h("summary", change.file),
      h("pre.diff", [...change.removed.map((line) => h("del", `− ${line}\n`)), ...change.added.map((line) => h("ins", `+ ${line}\n`))])))),
    submit: async () => {
      await post("/rules/reload", {});
      toast("规则已载入");
      again();
    },
  });
}
