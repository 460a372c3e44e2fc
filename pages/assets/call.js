// The operator's one screen while a call lasts: what is typed is judged, answered and filed.
import { perform } from "./actions.js";
import { get, post, reference, unitNames, unitsAround } from "./api.js";
import { $, cleaned, debounce, freshKey, h, me, put, refill, toast } from "./dom.js";
import { prescreen } from "./eligibility.js";
import { forgetDraft, keepDraft, readDraft } from "./draft.js";
import { askWith } from "./forms.js";
import { Judgement } from "./judgement.js";
import { PHRASES } from "./phrases.js";
import { restoreTold, showCards, toldCards, toldPhrases } from "./call-cards.js";
import { forgetMissed, showMissed, showSide } from "./call-side.js";
import { start } from "./shell.js";
import { deadline, loadCalendar } from "./time.js";
import { spaced } from "./words.js";

const PREVIEW_MILLISECONDS = 60;
const DRAFT_MILLISECONDS = 300;
const RETRY_MILLISECONDS = 2500;

const callID = decodeURIComponent(location.pathname.split("/")[2] ?? "");
const draftID = callID || "new";
const FIELDS = ["text", "address", "phone", "name", "idNumber", "externalNumber", "channel", "registeredTownship", "accused"];
const form = $("#call");
const judgement = new Judgement(() => { saveDraft(); preview(); });

let key = freshKey();
let isFiling = false;
let isOver = false;
let under = null;
let mergeInto = null;

// What was typed

const value = (id) => cleaned($(`#${id}`).value).trim();

function filing() {
  const body = { channel: value("channel"), text: value("text") };
  for (const name of ["address", "externalNumber", "registeredTownship"]) {
    if (value(name)) body[name] = value(name);
  }
  Object.assign(body, judgement.overrules());
  if (value("accused") && !$("#accused-part").hidden) body.accused = [judgement.accusedCode(value("accused"))];
  const caller = {};
  if ($("#anonymous").checked) caller.anonymous = true;
  else for (const name of ["name", "phone", "idNumber"]) if (value(name)) caller[name] = value(name);
  if ($("#confidential").checked) caller.confidential = true;
  if (Object.keys(caller).length) body.caller = caller;
  if (toldCards().length) body.told = toldCards();
  const answer = $("#answer-text");
  if (answer?.value.trim()) body.onTheSpot = { text: cleaned(answer.value).trim() };
  return body;
}

const saveDraft = debounce(async () => {
  if (isOver) return;
  const draft = { key, values: Object.fromEntries(FIELDS.map((id) => [id, $(`#${id}`).value])),
    anonymous: $("#anonymous").checked, confidential: $("#confidential").checked, overrules: judgement.overrules(), told: toldCards() };
  const isEmpty = !draft.values.text && !draft.values.address && !draft.values.name;
  form.toggleAttribute("data-typed", !isEmpty);
  if (isEmpty) return forgetDraft(draftID);
  await keepDraft(draftID, draft);
  if (!isOver && !isFiling) $("#draft-state").textContent = "草稿已存";
  return undefined;
}, DRAFT_MILLISECONDS);

async function restoreDraft() {
  const draft = await readDraft(draftID);
  if (!draft?.values?.text && !draft?.values?.address) return false;
  if ($("#text").value) return false;
  key = draft.key;
  for (const id of FIELDS) if (draft.values[id]) $(`#${id}`).value = draft.values[id];
  $("#anonymous").checked = draft.anonymous;
  $("#confidential").checked = draft.confidential;
  judgement.restore(draft.overrules ?? {});
  restoreTold(draft.told);
  toast("已恢复上次没有提交的内容");
  form.setAttribute("data-typed", "");
  return true;
}

// Judging while it is typed

let asked = null;

const preview = debounce(async () => {
  asked?.abort();
  const body = filing();
  if (!body.text) return judgement.clear();
  delete body.onTheSpot;
  delete body.told;
  asked = new AbortController();
  try {
    const answer = await post("/tickets/preview", body, { signal: asked.signal });
    judgement.show(answer.body);
    showCards(answer.body.cards, () => {
      $("#draft-state").textContent = "";
      saveDraft();
    });
    showSide(answer.body, side);
    complain([]);
  } catch (problem) {
    if (problem.name !== "AbortError") complain(problem.errors ?? []);
  }
  return undefined;
}, PREVIEW_MILLISECONDS);

/** Mistakes stand beside their fields; what a preview finds is told while it can be asked. */
function complain(errors, isFinal) {
  const first = [];
  for (const place of form.querySelectorAll(".mistake")) {
    const id = place.id.replace("-mistake", "");
    const found = errors.find((each) => each.pointer.split("/").at(-1) === id);
    const isBeingTyped = !isFinal && document.activeElement?.id === id;
    place.hidden = !found || isBeingTyped;
    place.textContent = found?.message ?? "";
    $(`#${id}`)?.toggleAttribute("aria-invalid", Boolean(found) && !isBeingTyped);
    if (found) first.push(id);
  }
  if (!isFinal || !errors.length) return;
  if (first.length) {
    const field = $(`#${first[0]}`);
    field?.closest("details")?.setAttribute("open", "");
    field?.focus();
  } else toast(errors.map((each) => each.message).join(" "), "bad");
}

// Filing

async function file() {
  if (isFiling || isOver) return undefined;
  const body = filing();
  if (!body.text) {
    complain([{ pointer: "/text", message: "请先记下来电人说了什么。" }], true);
    return undefined;
  }
  if (callID) body.text = body.text.slice(0, 20000);
  isFiling = true;
  lock(true);
  under = { body, key };
  await keepDraft(draftID, { ...(await readDraft(draftID)), key }).catch(() => {});
  return attempt();
}

/** Sends it until there is an answer: the key makes sure that it becomes one ticket. */
async function attempt() {
  $("#draft-state").textContent = "正在提交…";
  try {
    const { body, etag } = await post("/tickets?similar=true", under.body, { key: under.key });
    await filed(Object.assign(body, { etag }));
  } catch (problem) {
    if (problem.isAway) {
      $("#draft-state").textContent = "线路断了，内容已存在本机，恢复后自动提交，不会重复";
      setTimeout(attempt, RETRY_MILLISECONDS);
      return;
    }
    isFiling = false;
    lock(false);
    $("#draft-state").textContent = "没有提交";
    if (problem.type?.includes("idempotency")) key = freshKey();
    if (problem.number) toast(`${problem.detail}`, "bad");
    else if (problem.errors?.length) complain(problem.errors, true);
    else toast(problem.detail ?? problem.message, "bad");
  }
}

function lock(isLocked) {
  for (const element of form.elements) {
    if (element.id !== "file") element.disabled = isLocked;
  }
  $("#file").setAttribute("aria-busy", String(isLocked));
}

async function filed(ticket) {
  isOver = true;
  isFiling = false;
  saveDraft.cancel();
  forgetDraft(draftID);
  form.removeAttribute("data-typed");
  $("#draft-state").textContent = "";
  if (callID) post("/calls", { call: callID, ticket: ticket.number }).then(() => forgetMissed(callID), () => {});
  showFiled(ticket);
  if (mergeInto) await joinTo(ticket, mergeInto);
}

function showFiled(ticket) {
  const clock = ticket.clocks.filter((each) => each.status === "running").sort((a, b) => (a.due < b.due ? -1 : 1));
  const main = clock.find((each) => each.governs) ?? clock.find((each) => each.kind === "answer") ?? clock[0];
  const isClosed = ticket.state === "closed";
  $("#judgement").hidden = true;
  refill($("#filed"), h("div.filed", h("h2", isClosed ? "已直接答复并办结" : "已受理"),
    h("p.number", h("a", { href: `/tickets/${ticket.number}` }, spaced(ticket.number))),
    h("p", "请告诉来电人查询码：", h("span.code", ticket.queryCode)),
    !isClosed && h("p", ticket.state === "desk" ? "已转坐席派单" : `已派给 ${ticket.holder?.name}`,
      main ? h("span", "，", h("strong", `${deadline(main.due)} 前`), ticket.state === "desk" ? "派出" : "答复") : ""),
    ticket.notices?.map((words) => h("p.warn-line", words)),
    h("div.ask-end.ask-start", h("button.btn.btn-primary", { type: "button", id: "next-call", onclick: nextCall }, me.role === "handler" ? "接下一位" : "接下一个来电", h("kbd", "Alt+N")),
      value("channel") === "window" && receiptOf(ticket))));
  for (const element of form.elements) element.disabled = element.closest(".call-said, .call-end") !== null;
  $("#clear").disabled = false;
  $("#next-call").focus();
  side.ticket = ticket;
  showSide(ticket, side);
}

/** What whoever walked in takes home (受理回执): the code goes by this browser alone, not by an address. */
function receiptOf(ticket) {
  sessionStorage.setItem("hotline.receipt", JSON.stringify({ number: ticket.number, queryCode: ticket.queryCode, told: toldPhrases().map(([title]) => title) }));
  return h("a.btn.btn-outline-secondary", { href: `/tickets/${ticket.number}/receipt`, target: "_blank", rel: "opener" }, "打印受理回执");
}

/** Merges where the role may; else the desk is told to. */
async function joinTo(ticket, lead) {
  try {
    if (ticket.actions.includes("merge")) await perform(ticket, "merge", { into: lead });
    else await perform(ticket, "note", { text: `建议并入 ${lead}：同一件事。`, internal: true });
    toast(ticket.actions.includes("merge") ? `已并入 ${spaced(lead)}` : `已请坐席并入 ${spaced(lead)}`);
  } catch (problem) {
    toast(`没有并入：${problem.detail ?? problem.message}`, "bad");
  }
}

function nextCall() {
  forgetDraft(draftID);
  form.removeAttribute("data-typed");
  location.assign("/call");
}

function clear() {
  if (form.hasAttribute("data-typed") && !isOver && !window.confirm("清空后不能恢复。确定清空吗？")) return;
  isOver = true;
  saveDraft.cancel();
  nextCall();
}

// Answered on the spot: one key opens the answer, the same key files it

function answerNow() {
  if (isOver) return undefined;
  const open = $("#answer-text");
  if (open) return file();
  const area = h("textarea.form-control", { id: "answer-text", rows: 4, maxlength: 50000, value: PHRASES.onTheSpot[0][1] });
  refill($("#on-the-spot"), h("div.answer-now", h("label.form-label", { for: "answer-text" }, "直接答复的内容"),
    h("div.chips", [...toldPhrases(), ...PHRASES.onTheSpot].map(([title, words]) => h("button.chip", { type: "button", onclick: () => { area.value = words; area.focus(); } }, title))),
    area, h("p.hint", "再按一次 F8 就按直接答复办结；按 Esc 取消。")));
  area.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { refill($("#on-the-spot")); $("#text").focus(); }
  });
  area.focus();
  area.select();
  area.scrollIntoView({ block: "nearest" });
  return undefined;
}

/** The questions of eligibility over the page, so that what was typed stays where it is. */
function askEligibility() {
  const place = h("div");
  const dialog = h("dialog.ask.ask-wide", { "aria-label": "资格预审" }, h("h2", "资格预审"), place,
    h("form.ask-end", { method: "dialog" }, h("button.btn.btn-primary", "关闭")));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  prescreen(place, "/eligibility");
}

/** A call that becomes no ticket is kept as a summary (话务小结). */
function summarize() {
  askWith({
    title: "话务小结", verb: "保存",
    lead: h("p", "打错、询问地址电话等不需要办理的来电，记一句话即可。"),
    fields: [{ name: "summary", label: "来电做什么", type: "area", rows: 3, required: true, value: value("text").slice(0, 2000) }],
    submit: async ({ summary }) => {
      await post("/calls", { ...(callID ? { call: callID } : { call: `hand-${freshKey().slice(0, 12)}` }), ...(!callID && value("phone") ? { phone: value("phone") } : {}),
        answered: now(), ended: now(), summary });
      toast("已记下话务小结");
      nextCall();
    },
  });
}

const now = () => new Date(Date.now() - 1000).toISOString().replace(/\.\d+Z$/, "Z");

// The call of the phone system

async function readCall() {
  if (!callID) return;
  try {
    const { body } = await get(`/calls/${encodeURIComponent(callID)}`);
    if (body.ticket) toast(`这个来电已受理为 ${spaced(body.ticket)}`, "news");
    if (body.phone && !$("#phone").value) $("#phone").value = body.phone;
    const pill = $("#call-state");
    pill.hidden = false;
    pill.textContent = { ringing: "振铃中", answered: "通话中", ended: "已挂断", missed: "漏接，请回拨" }[body.state] ?? "";
  } catch (problem) {
    if (problem.status === 404) toast("没有这个来电的记录，可以直接登记。", "news");
  }
}

const side = {
  get mergeInto() { return mergeInto; },
  chooseMerge(number) {
    mergeInto = mergeInto === number ? null : number;
    if (mergeInto && side.ticket) joinTo(side.ticket, mergeInto);
  },
};

const focusOn = (id) => () => {
  const element = $(`#${id}`);
  element.closest("details")?.setAttribute("open", "");
  element.focus();
  element.showPicker?.call?.(element);
};
const focus = (id) => () => $(`#${id}`).focus();

const divisionsAround = () => reference(`/divisions/${me.scope.slice(0, 6)}`);

start(async () => {
  form.addEventListener("submit", (event) => { event.preventDefault(); file(); });
  form.addEventListener("input", () => { saveDraft(); preview(); });
  form.addEventListener("change", () => { saveDraft(); preview(); });
  $("#spot").addEventListener("click", answerNow);
  $("#clear").addEventListener("click", clear);
  $("#summary").addEventListener("click", summarize);
  $("#prescreen").addEventListener("click", askEligibility);
  window.addEventListener("beforeunload", (event) => { if (isFiling) event.preventDefault(); });
  for (const area of [$("#text")]) {
    area.addEventListener("paste", () => setTimeout(() => { area.value = cleaned(area.value); }));
  }
  if (me.role === "handler") {
    $("#spot").remove();
    $("#channel").value = "window";
    $(".call-head h1").textContent = "窗口受理";
  }
  const [divisions, units] = await Promise.all([divisionsAround().catch(() => ({ children: [] })), unitsAround().catch(() => [])]);
  for (const place of divisions.children) {
    $("#township").append(h("option", { value: place.code }, place.name));
    $("#registeredTownship").append(h("option", { value: place.code }, place.name));
  }
  put($("#accused-list"), units.map((unit) => h("option", { value: unit.name })));
  judgement.start(units);
  await restoreDraft();
  await readCall();
  showMissed(side);
  if ($("#text").value) preview();
}, [
  { key: "F9", words: "受理：提交工单", run: () => file() },
  { key: "Ctrl+Enter", words: "同上", run: () => file() },
  { key: "F8", words: "直接答复：第一次打开答复，第二次提交", run: () => $("#spot") && answerNow() },
  ...[1, 2, 3, 4, 5, 6].map((digit) => ({ key: `Alt+${digit}`, words: digit === 1 ? "改诉求类型（Alt+1 到 Alt+6）" : undefined, run: () => judgement.chooseKind(digit - 1) })),
  ...[7, 8, 9].map((digit) => ({ key: `Alt+${digit}`, words: digit === 7 ? "选可能的乡镇（Alt+7 到 Alt+9）" : undefined, run: () => judgement.choosePlace(digit - 7) })),
  { key: "Alt+J", words: "标记或取消紧急", run: () => judgement.toggleUrgent() },
  { key: "Alt+M", words: "改事项", run: focusOn("matter") },
  { key: "Alt+H", words: "改环节", run: focusOn("aspect") },
  { key: "Alt+X", words: "改承办乡镇", run: focusOn("township") },
  { key: "Alt+W", words: "回到内容", run: focus("text") },
  { key: "Alt+Z", words: "地址", run: focus("address") },
  { key: "Alt+L", words: "来电号码", run: focus("phone") },
  { key: "Alt+G", words: "把第一张明白卡记为已告知", run: () => $("#cards .tell")?.click() },
  { key: "Alt+C", words: "催办相关工单里最近的一张", run: () => $("#side .urge")?.click() },
  { key: "Alt+N", words: "清空，接下一个来电", run: () => (isOver ? nextCall() : clear()) },
], { reads: [unitsAround, unitNames, loadCalendar, divisionsAround] });
