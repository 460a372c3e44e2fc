// The roster (清单台账): who is on it, what is due, lists that go in, and what leaves it.
import { get, post } from "./api.js";
import { empty, h, me, refill, toast } from "./dom.js";
import { cardMark, dueWords, lateWords, readAll } from "./duty-parts.js";
import { askWith, formOf } from "./forms.js";
import {
  button, CHANGE, isCounty, kindOf, listOf, mistakesOf, options, panel, panels, PART, PROGRAMME, save,
  sendList, STANDING, table, yuan,
} from "./roster-words.js";
import { start } from "./shell.js";
import { today, when } from "./time.js";

let asked = { on: today() };

const query = (values) => Object.entries(values).filter(([, value]) => value).map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
const householdLink = (row) => h("a", { href: `/roster/${row.household}` }, `户${row.household}`);

// Who is on it

async function listPanel(again) {
  const form = formOf({
    fields: [
      { name: "on", label: "哪一天", type: "date", value: asked.on, required: true },
      { name: "programme", label: "类型", type: "select", options: options(PROGRAMME), value: asked.programme },
      { name: "standing", label: "状态", type: "select", options: options(STANDING), value: asked.standing },
    ],
    verb: "查看",
    submit: async (values) => { asked = values; again(); },
  });
  form.classList.add("seek");
  const rows = await listOf(`/roster/households?limit=50&${query(asked)}`,
    ["户", "户主", "类型", "乡镇（街道）", "人数", "月金额", "核查到期", "状态"],
    (row) => h("tr", h("td", householdLink(row)), h("td", row.head ?? ""), h("td", kindOf(row), row.single && h("span.pill", "单人保"), row.staff && h("span.pill", "近亲属备案")),
      h("td", row.townshipName, row.villageName && h("div.hint", row.villageName)), h("td", row.members), h("td", yuan(row.amount)),
      h("td", row.reviewDue), h("td", STANDING[row.standing])),
    "在册的户", ["这一天没有在册的户", isCounty ? "在“导入清单”中导入本县清单。" : "由县级民政导入清单。"]);
  return panel("在册对象", `${asked.on} 当日在册；以往任何一天都可以查`, button("查一个人", searchOne), form, rows);
}

function searchOne() {
  const place = h("div");
  askWith({
    title: "按身份证号或姓名查在册情况", verb: "查", wide: true,
    lead: h("div", h("p", "只能为办理中的工单查询，查询人、用途和工单都会记录。"), place),
    fields: [
      { name: "ticket", label: "在办工单编号", required: true, max: 18 },
      { name: "idNumber", label: "身份证号", max: 18 },
      { name: "name", label: "姓名", max: 50 },
      { name: "purpose", label: "用途", required: true, max: 200 },
    ],
    submit: async (values) => {
      const { body } = await post("/roster/search", { ...values, ticket: values.ticket.replaceAll(/\s/g, "") });
      refill(place, body.items.length
        ? table(["户", "户主", "类型", "乡镇"], body.items.map((row) => h("tr", h("td", householdLink(row)), h("td", row.head), h("td", kindOf(row)), h("td", row.townshipName))), "查到的户")
        : empty("不在册", "在您的范围内没有查到。"));
      throw Object.assign(new Error("查询结果在上面。"), { errors: [] });
    },
  });
}

// What is due

async function duePanel() {
  const items = await readAll("/duties?roster=true&open=true", 5);
  const rows = items.map((duty) => h("tr", h("td", householdLink(duty)), h("td", duty.owedBy.name), h("td", duty.name),
    h("td", dueWords(duty), cardMark(duty)), h("td", lateWords(duty))));
  return panel("到期任务", "定期核查、渐退期满、退出等步骤，办好自动完成；先到期的在前", null,
    rows.length ? table(["户", "由谁办", "事项", "期限", "时间"], rows, "到期任务") : empty("近期没有到期的任务"));
}

async function countsPanel() {
  const { body } = await get(`/roster/counts?on=${asked.on}`);
  const sum = (name) => body.items.reduce((total, row) => total + row[name], 0);
  const rows = body.items.map((row) => h("tr", h("td", row.townshipName), h("td", kindOf(row)), h("td", row.households), h("td", row.members), h("td", yuan(row.amount))));
  rows.push(h("tr", h("th", { scope: "row" }, "合计"), h("td"), h("td", sum("households")), h("td", sum("members")), h("td", yuan(sum("amount")))));
  return panel("各乡镇（街道）", `${asked.on} 当日`, null, table(["乡镇（街道）", "类型", "户数", "人数", "月金额"], rows, "各乡镇（街道）户数"));
}

// Lists that go in

async function importPanel(again) {
  const list = await listOf("/roster/imports?limit=20", ["清单日期", "导入", "行", "新增", "变化", "不变", "清单中没有", "错误行", ""],
    (row) => h("tr", h("td", row.day), h("td", when(row.startedAt)), h("td", row.rows), h("td", row.entered), h("td", row.changed), h("td", row.unchanged),
      h("td", row.missing), h("td", row.bad), h("td", button("差异与错误", () => showImport(row.import)))),
    "历次导入", ["还没有导入过清单"]);
  return panel("导入清单", "CSV 或 Excel；错误按行列说明，其余照常导入；清单不会让任何一户退出", isCounty && button("导入清单", () => bring(again), "primary"), list);
}

function bring(again) {
  const place = h("div");
  const input = h("input.form-control", { type: "file", accept: ".csv,.xlsx", id: "list-file" });
  askWith({
    title: "导入清单", verb: "继续", wide: true,
    lead: h("div", h("p", "第一行须是列名：姓名、身份证号、救助类型、类别、乡镇、月保障金额、户编号、与户主关系……"),
      h("label.form-label", { for: "list-file" }, "清单文件"), input, place),
    fields: [
      { name: "day", label: "清单日期", type: "date", value: today(), required: true },
      { name: "real", label: "正式导入（不勾选只试算差异）", type: "check" },
    ],
    submit: async ({ day, real }) => {
      const file = input.files[0];
      if (!file) throw new Error("请选择清单文件。");
      const { body } = await sendList(`/roster/imports?day=${day}&dryRun=${!real}`, file);
      if (!real) {
        refill(place, h("h3", "试算结果，还没有导入"), summary(body));
        throw Object.assign(new Error("核对后勾选“正式导入”再继续。"), { errors: [] });
      }
      toast(`已导入：新增${body.entered}户，变化${body.changed}户，错误${body.bad}行`);
      again();
    },
  });
}

function summary(body) {
  return h("div", h("p", `共${body.rows}行：新增${body.entered}户，变化${body.changed}户，不变${body.unchanged}户，清单中没有${body.missing}户，错误${body.bad}行。`),
    body.differences.length > 0 && table(["户", "变化", "哪些内容"], body.differences.slice(0, 200).map((each) => h("tr",
      h("td", each.change === "entered" ? "" : householdLink(each)), h("td", CHANGE[each.change]), h("td", each.parts.map((part) => PART[part]).join("、")))), "差异"),
    h("h3", "错误"), mistakesOf(body.mistakes));
}

async function showImport(id) {
  const { body } = await get(`/roster/imports/${id}`);
  askWith({
    title: `${body.day} 的清单`, verb: "关闭", wide: true, fields: [], submit: async () => {},
    lead: h("div", button("下载错误（CSV）", () => save(`/roster/imports/${id}/mistakes`, null, `错误-${id}.csv`)), summary(body)),
  });
}

// What leaves it

async function leavingPanel() {
  return [panel("公示", "只有姓名、人数和金额；谁生成、为什么都有记录", button("生成公示", publish, "primary"), h("p", "按乡镇（街道）或村（社区）和类型生成，供张贴在村（社区）公示栏。公示依法在村（社区）进行（社会救助法第四十五条、民发〔2021〕57号第十九条），所以只打印张贴，不在互联网上公开。")),
    isCounty && panel("导出清单", "默认脱敏；不脱敏须写明用途", button("导出（CSV）", exportList))];
}

function publish() {
  const place = h("pre.publication", { hidden: true });
  askWith({
    title: "生成公示", verb: "生成", wide: true, lead: place,
    fields: [
      { name: "division", label: "乡镇（街道）或村（社区）代码", required: true, value: me.scope.length > 6 ? me.scope : "", max: 12 },
      { name: "programme", label: "类型", type: "select", options: options(PROGRAMME), required: true },
      { name: "purpose", label: "用途", required: true, value: "公示", max: 200 },
    ],
    submit: async (values) => {
      const { body } = await post("/roster/publication", values);
      place.hidden = false;
      place.textContent = body.text;
      throw Object.assign(new Error("公示内容在上面，可以复制或打印。"), { errors: [] });
    },
  });
}

function exportList() {
  askWith({
    title: "导出清单", verb: "导出",
    fields: [
      { name: "on", label: "哪一天", type: "date", value: today() },
      { name: "programme", label: "类型", type: "select", options: options(PROGRAMME) },
      { name: "plain", label: "不脱敏（含姓名、证件号、电话）", type: "check" },
      { name: "purpose", label: "用途", required: true, max: 200 },
    ],
    submit: async ({ plain, ...values }) => { await save("/roster/export", { ...values, masked: !plain }, `清单台账-${values.on ?? today()}.csv`); },
  });
}

const open = panels("#roster-nav", "#roster", [
  ["list", "在册对象", listPanel], ["due", "到期任务", duePanel], ["counts", "各乡镇", countsPanel],
  ["import", "导入清单", importPanel], ["leaving", "公示与导出", leavingPanel],
]);
start(() => open(location.hash.slice(1)));
