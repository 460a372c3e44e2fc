// What the system thinks of what is typed, and what a person says instead.
import { unitName } from "./api.js";
import { $, h, put, refill } from "./dom.js";
import { deadline } from "./time.js";
import { BY, categories, kindName, matterName } from "./words.js";

/** What is asked first about each clock. */
const ORDER = ["respond", "relief", "external", "answer", "dispatch"];
const VERB = { respond: "签收并联系来电人", relief: "先行救助", external: "答复来件方", answer: "答复", dispatch: "派出" };

export class Judgement {
  /** `changed` is called when a person overrules something. */
  constructor(changed) {
    this.changed = changed;
    this.own = {};
    this.places = [];
    this.units = [];
  }

  start(units) {
    this.units = units;
    put($("#kinds"), categories.kinds.map((kind, index) => h("button.chip", {
      type: "button", "aria-pressed": "false", data: { code: kind.code }, onclick: () => this.chooseKind(index),
    }, kind.name, h("kbd", String(index + 1)))));
    put($("#matter"), h("option", { value: "" }, "请选择"), categories.matters.map((each) => h("option", { value: each.code }, each.name)));
    put($("#aspect"), categories.aspects.map((each) => h("option", { value: each.code }, each.name)));
    for (const name of ["matter", "aspect", "township"]) {
      $(`#${name}`).addEventListener("change", (event) => this.say(name, event.target.value || undefined));
    }
    $("#urgent").addEventListener("click", () => this.toggleUrgent());
    for (const [name, value] of Object.entries(this.own)) this.mark(name, value);
  }

  // What a person says

  overrules() { return Object.fromEntries(Object.entries(this.own).filter(([, value]) => value !== undefined)); }

  restore(own) { this.own = { ...own }; delete this.own.accused; }

  say(name, value) {
    this.own[name] = value;
    this.mark(name, value);
    this.changed();
  }

  mark(name, value) {
    if (name === "kind") this.markKind(value);
    else if (name === "urgent") this.markUrgent(value);
    else if (value !== undefined) $(`#${name}`).value = value;
    $(`#${name}`)?.classList?.toggle("by-person", value !== undefined);
  }

  chooseKind(index) {
    const kind = categories.kinds[index];
    if (!kind) return;
    this.say("kind", this.own.kind === kind.code ? undefined : kind.code);
  }

  choosePlace(index) {
    const place = this.places[index];
    if (place) this.say("township", place.code);
  }

  toggleUrgent() { this.say("urgent", $("#urgent").getAttribute("aria-pressed") !== "true"); }

  accusedCode(words) { return this.units.find((unit) => unit.name === words)?.unit ?? words; }

  // What the system says

  clear() {
    refill($("#alarm"));
    refill($("#say"));
    for (const name of ["kind", "matter", "aspect", "urgent", "township"]) $(`#${name}-why`).textContent = "";
  }

  show(preview) {
    const { classification } = preview;
    this.markKind(preview.kind);
    $("#matter").value = preview.matter;
    $("#aspect").value = preview.aspect;
    this.markUrgent(preview.urgent);
    for (const name of ["kind", "matter", "aspect", "urgent"]) {
      $(`#${name}-why`).textContent = why(classification[name], this.own[name] !== undefined);
    }
    const isAccusing = preview.kind === "report" || preview.kind === "complaint";
    $("#accused-part").hidden = !isAccusing;
    this.showAlarm(preview);
    this.showPlace(preview);
    this.showRoute(preview);
  }

  markKind(code) {
    for (const chip of $("#kinds").children) {
      chip.setAttribute("aria-pressed", String(chip.dataset.code === code));
      chip.classList.toggle("by-person", this.own.kind === chip.dataset.code);
    }
  }

  markUrgent(isUrgent) { $("#urgent").setAttribute("aria-pressed", String(Boolean(isUrgent))); }

  showAlarm({ emergency, outOfScope }) {
    const alarm = emergency ? `${emergency.numbers.join("、")}${emergency.advice}` : outOfScope?.code ?? "";
    if ($("#alarm").dataset.words === alarm) return;
    $("#alarm").dataset.words = alarm;
    refill($("#alarm"),
      emergency && h("div.alarm", h("strong", emergency.numbers.map((number) => h("b", number)), "紧急"),
        h("span", `${emergency.advice}（听到“${emergency.words.join("”“")}”）`)),
      outOfScope && h("div.out", h("strong", `可能不归热线受理，请找：${outOfScope.channel}`),
        h("span", `${outOfScope.advice}（听到“${outOfScope.words.join("”“")}”）`), h("div.hint", `依据：${outOfScope.basis}`)));
  }

  showPlace(preview) {
    this.places = (preview.placeCandidates ?? []).slice(0, 3).map((place) => ({ code: place.township, name: place.name }));
    if (!this.own.township) $("#township").value = preview.place?.township ?? "";
    const name = preview.place?.name ?? "";
    $("#township-why").textContent = this.own.township ? "人工选定" : name ? `从地址：${name}` : preview.placeQuestion ? "" : "还没有说到地址";
    refill($("#places"),
      preview.placeQuestion && !this.own.township && h("p.ask-line", `请问来电人：${preview.placeQuestion}`),
      this.own.township ? h("button.chip", { type: "button", onclick: () => this.say("township", undefined) }, "改回按地址判断")
        : this.places.map((place, index) => h("button.chip", { type: "button", onclick: () => this.choosePlace(index) }, place.name.replace(/^.*?市/, ""), h("kbd", `Alt+${index + 7}`))));
  }

  showRoute(preview) {
    const clocks = preview.clocks.filter((clock) => ORDER.includes(clock.kind))
      .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
    const isDesk = preview.state === "desk";
    refill($("#say"), h(`div.say${isDesk ? ".is-desk" : ""}`,
      h("div", isDesk ? "转坐席派单：" : "派给：", h("strong", isDesk ? reasonOf(preview) : preview.holder?.name)),
      clocks.slice(0, 2).map((clock, index) => h(index ? "p" : "p.big", `请于 ${deadline(clock.due)} 前${VERB[clock.kind]}`, clock.provisional ? "（暂定）" : "")),
      !isDesk && h("div.hint", preview.route.because, preview.route.basis ? `（${preview.route.basis}）` : ""),
      preview.route.coHandlers?.length > 0 && h("div.hint", `协办：${preview.route.coHandlers.map(unitName).join("、")}`),
      isDesk && preview.route.candidates.length > 0 && h("div.hint", `可能是：${preview.route.candidates.map((each) => unitName(each.unit)).join("、")}`)),
    preview.notices.map((words) => h("p.warn-line", words)));
  }
}

const reasonOf = (preview) => preview.route.because || `${kindName(preview.kind)} ${matterName(preview.matter)}`;

function why(decision, isOwn) {
  if (isOwn) return "人工选定";
  if (!decision || decision.by === "none") return "没有听出来";
  const words = decision.because.slice(0, 3).map((word) => `“${word}”`).join("");
  return `${BY[decision.by]}${words ? `：${words}` : ""}`;
}
