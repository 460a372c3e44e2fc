// Accounts (账号), tokens of programs (接口令牌), and what was done to them.
import { ask, get, post, reference, remove } from "./api.js";
import { empty, h, me, toast } from "./dom.js";
import { askWith } from "./forms.js";
import { when } from "./time.js";
import { ROLE } from "./words.js";

const LIMIT = 200;
const roles = Object.entries(ROLE).map(([code, name]) => [code, code === "system" ? "系统接口" : name]);

const table = (heads, rows, name) => h("div.found", h("table.table", h("caption.visually-hidden", name),
  h("thead", h("tr", heads.map((head) => h("th", { scope: "col" }, head || h("span.visually-hidden", "操作"))))), h("tbody", rows)));

async function all(path) {
  const items = [];
  let after = "";
  for (let page = 0; page < 25; page += 1) {
    const { body } = await get(`${path}?limit=${LIMIT}${after ? `&after=${encodeURIComponent(after)}` : ""}`);
    items.push(...body.items);
    if (!body.next) break;
    after = body.next;
  }
  return items;
}

async function units() {
  return (await reference(`/units?division=${me.scope}`)).items.filter((unit) => !unit.successor);
}

// Accounts

export async function accountsPanel(again) {
  const [accounts, places] = await Promise.all([all("/accounts"), units()]);
  const rows = accounts.map((account) => h("tr", h("td", h("strong", account.name)), h("td", ROLE[account.role] ?? account.role),
    h("td", account.unitName, h("div.hint", account.division)),
    h("td", account.disabledAt ? h("span.pill", "已停用") : account.mustChangePassword ? h("span.pill.pill-warn", "待改初始密码") : account.hasPassword ? h("span.pill.pill-answered", "正常") : h("span.pill", "未设密码")),
    h("td", when(account.createdAt)),
    h("td", h("div.near-end",
      h("button.btn.btn-sm.btn-outline-secondary", { type: "button", onclick: () => change(account, places, again) }, "变更"),
      h("button.btn.btn-sm.btn-outline-secondary", { type: "button", onclick: () => reset(account, again), disabled: account.name === me.account }, "重置密码"),
      h("button.btn.btn-sm.btn-outline-danger", { type: "button", disabled: account.name === me.account, onclick: () => switchOff(account, again) }, account.disabledAt ? "启用" : "停用")))));
  return h("section.panel", h("div.list-head", h("h2", `账号（${accounts.length}）`), h("span.duty"),
    h("button.btn.btn-primary.btn-sm", { type: "button", onclick: () => add(places, again) }, "新建账号")),
  table(["账号", "角色", "单位", "状态", "建立", ""], rows, "账号"));
}

const fields = (places, account = {}) => [
  { name: "role", label: "角色", type: "select", options: roles, required: true, value: account.role },
  { name: "unit", label: "单位", type: "unit", units: places, required: true, value: account.unit },
  { name: "division", label: "数据范围（区划代码）", required: true, max: 12, value: account.division ?? "", hint: "省2位、市4位、县6位、乡镇9位。乡镇经办人填本乡镇的9位代码。" },
];

function add(places, again) {
  const dialog = askWith({
    title: "新建账号", verb: "新建",
    fields: [{ name: "name", label: "账号名", required: true, max: 64, hint: "可以用中文姓名；建好后不能改。" }, ...fields(places)],
    submit: async (values) => { tell((await post("/accounts", values)).body, again); },
  });
  const [unit, division] = ["unit", "division"].map((name) => dialog.querySelector(`[name=${name}]`));
  unit.addEventListener("change", () => {
    const found = places.find((each) => each.name === unit.value);
    if (found && !division.value) division.value = found.unit.split("-")[0];
  });
}

/** The first password, shown once. */
function tell(account, again) {
  askWith({
    title: `${account.name} 的初始密码`, verb: "我已记下", fields: [],
    lead: h("div", h("p", "只显示这一次。请当面或用安全的方式告诉本人，第一次登录时须修改。"), h("p.once", account.password)),
    submit: async () => {},
  }).addEventListener("close", again);
}

function change(account, places, again) {
  askWith({
    title: `变更 ${account.name}`, verb: "变更", lead: h("p", "变更后这个账号的登录立即结束，须重新登录。"),
    fields: fields(places, account),
    submit: async (values) => {
      const changed = Object.fromEntries(Object.entries(values).filter(([name, value]) => account[name] !== value));
      if (!Object.keys(changed).length) throw new Error("没有改动。");
      await ask("PATCH", `/accounts/${encodeURIComponent(account.name)}`, { body: changed });
      toast(`已变更 ${account.name}`);
      again();
    },
  });
}

function reset(account, again) {
  askWith({
    title: `重置 ${account.name} 的密码`, verb: "重置", danger: true, fields: [],
    lead: h("p", "原密码立即失效，所有登录结束。新的初始密码只显示一次。"),
    submit: async () => { tell((await post(`/accounts/${encodeURIComponent(account.name)}/password`)).body, again); },
  });
}

function switchOff(account, again) {
  const isOff = Boolean(account.disabledAt);
  askWith({
    title: `${isOff ? "启用" : "停用"} ${account.name}`, verb: isOff ? "启用" : "停用", danger: !isOff, fields: [],
    lead: h("p", isOff ? "启用后可以重新登录。" : "停用后立即不能登录；他经手的工单和流水都保留。"),
    submit: async () => {
      await ask("PATCH", `/accounts/${encodeURIComponent(account.name)}`, { body: { disabled: !isOff } });
      again();
    },
  });
}

// Tokens

export async function tokensPanel(again) {
  const [tokens, accounts] = await Promise.all([all("/tokens"), all("/accounts")]);
  const rows = tokens.map((token) => h("tr", h("td", h("strong", token.name ?? "")), h("td", token.account), h("td", token.division ?? "与账号相同", token.readOnly ? h("span.pill", "只读") : ""),
    h("td", when(token.expiresAt)), h("td", token.lastUsedAt ? when(token.lastUsedAt) : "从未使用"),
    h("td", token.revokedAt ? h("span.pill", "已吊销") : h("button.btn.btn-sm.btn-outline-danger", { type: "button", onclick: () => revoke(token, again) }, "吊销"))));
  return h("section.panel", h("div.list-head", h("h2", "接口令牌"), h("span.duty", "给12345平台、乡镇自有系统等程序使用"),
    h("button.btn.btn-primary.btn-sm", { type: "button", onclick: () => addToken(accounts, again) }, "新建令牌")),
  rows.length ? table(["名称", "账号", "范围", "到期", "最近使用", ""], rows, "接口令牌") : empty("还没有令牌", "程序用令牌代替密码；令牌只在新建时显示一次。"));
}

function addToken(accounts, again) {
  askWith({
    title: "新建令牌", verb: "新建",
    fields: [
      { name: "account", label: "代表哪个账号", type: "select", required: true, options: accounts.filter((each) => !each.disabledAt).map((each) => [each.name, `${each.name}（${ROLE[each.role]}，${each.unitName}）`]) },
      { name: "name", label: "用途名称", required: true, max: 64 },
      { name: "days", label: "有效天数", type: "number", required: true, min: 1, max: 1095, value: 365 },
      { name: "readOnly", label: "只能查看", type: "check" },
    ],
    submit: async (values) => {
      const { body } = await post("/tokens", values);
      tell({ name: body.name, password: body.token }, again);
    },
  });
}

function revoke(token, again) {
  askWith({
    title: `吊销令牌 ${token.name}`, verb: "吊销", danger: true, fields: [], lead: h("p", "用这个令牌的程序立即不能访问，不能撤回。"),
    submit: async () => { await remove(`/tokens/${token.id}`); again(); },
  });
}

// What was done to accounts

const DEED = {
  added: "新建账号", changed: "变更", disabled: "停用", enabled: "启用", passwordReset: "重置密码",
  passwordChanged: "修改密码", signedIn: "登录", sessionEnded: "结束登录", tokenAdded: "新建令牌",
  tokenRevoked: "吊销令牌",
};

export async function journalPanel() {
  const { body } = await get(`/account-events?limit=${LIMIT}`);
  const rows = body.items.map((event) => h("tr", h("td", when(event.at)), h("td", event.by ?? ""), h("td", DEED[event.action] ?? event.action), h("td", event.account)));
  return h("section.panel", h("h2", "账号流水"), rows.length ? table(["时间", "谁", "做了什么", "对哪个账号"], rows, "账号流水") : empty("还没有记录"));
}
