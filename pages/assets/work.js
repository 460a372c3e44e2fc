// A list of what is owed, least time left first, beside the ticket that is being read.
//
// What is new never moves what one reads: it waits behind a button, or until one has been idle.
import { perform } from "./actions.js";
import { get } from "./api.js";
import { $, debounce, empty, failed, h, isField, loading, me, refill, toast } from "./dom.js";
import { askWith } from "./forms.js";
import { alertTo } from "./notices.js";
import { actByKey, cardMark, clockFor, showTicket, statePill } from "./ticket-view.js";
import { left, today, when } from "./time.js";
import { save, handOver } from "./workbook.js";
import { subject, kindName, shortNumber, spaced } from "./words.js";

const PAGE = 200;
/** How many rows stand there at once, before the others are made: more than a screen has room for. */
const FIRST = 30;
/** How long it is until those are on the screen. */
const FRAME_MILLISECONDS = 30;
const WAIT_SECONDS = 25;
const IDLE_MILLISECONDS = 20_000;
const COUNTDOWN_MILLISECONDS = 20_000;
const WIDE = window.matchMedia("(min-width: 1000px)");

export class Work {
  /** `tabs`: [{name, fits(ticket)}]; `extra(ticket, done)` stands over a ticket. */
  constructor({ unit, tabs, extra, bulk, none, onNews }) {
    Object.assign(this, { unit, tabs, extra, bulk, none, onNews });
    this.tab = tabs[0];
    this.items = [];
    this.waiting = [];
    this.checked = new Set();
    this.chosen = null;
    this.words = "";
    this.touched = Date.now();
    for (const kind of ["pointerdown", "keydown", "wheel"]) {
      document.addEventListener(kind, () => { this.touched = Date.now(); }, { passive: true });
    }
  }

  async start() {
    refill($("#rows"), loading("正在读取待办…"));
    this.drawTabs();
    $("#filter").addEventListener("input", debounce((event) => { this.words = event.target.value.trim(); this.draw(); }, 120));
    $("#fresh").addEventListener("click", () => this.takeWaiting());
    $("#export-sheet").addEventListener("click", () => this.exportRows(false));
    $("#export-text").addEventListener("click", () => this.exportRows(true));
    setInterval(() => this.tick(), COUNTDOWN_MILLISECONDS);
    await this.readFirst();
    const wanted = location.hash.slice(1);
    if (/^\d{14,}$/.test(wanted)) this.choose(wanted);
    else if (WIDE.matches && this.shown().length) this.choose(this.shown()[0].number, false);
    this.poll();
  }

  path(wait) {
    return `/units/${this.unit}/queue?limit=${PAGE}${wait ? `&wait=${WAIT_SECONDS}` : ""}`;
  }

  async readFirst() {
    try {
      const { body, etag } = await get(this.path(false));
      this.take(body, etag);
      this.items = body.items.slice(0, FIRST);
      this.draw();
      if (body.items.length <= FIRST) return;
      await new Promise((done) => { setTimeout(done, FRAME_MILLISECONDS); });
      this.items = body.items;
      this.draw();
    } catch (problem) {
      refill($("#rows"), failed(problem, () => this.readFirst()));
    }
  }

  take(body, etag) {
    this.seen = etag;
    this.hasMore = Boolean(body.next);
  }

  /** Waits for changes for as long as the page is open; a hidden page leaves the line to others. */
  async poll() {
    let pause = 1;
    for (;;) {
      try {
        const answer = await this.askOnce();
        if (answer.status !== 304) {
          this.take(answer.body, answer.etag);
          this.merge(answer.body.items);
          this.onNews?.();
        }
        pause = 1;
      } catch {
        await new Promise((done) => { setTimeout(done, pause * 1000); });
        pause = Math.min(30, pause * 2);
      }
    }
  }

  askOnce() {
    const ask = () => get(this.path(true), { seen: this.seen });
    if (!document.hidden || !navigator.locks) return ask();
    return navigator.locks.request("hotline-queue", ask);
  }

  /** Puts changes in place; what is new waits if somebody is reading. */
  merge(items) {
    const now = new Map(items.map((item) => [item.number, item]));
    const known = new Set([...this.items, ...this.waiting].map((item) => item.number));
    const fresh = items.filter((item) => !known.has(item.number));
    this.items = this.items.filter((item) => now.has(item.number)).map((item) => now.get(item.number));
    this.waiting = [...this.waiting.filter((item) => now.has(item.number)).map((item) => now.get(item.number)), ...fresh];
    this.draw();
    if (fresh.length) {
      const first = fresh[0];
      alertTo(fresh.length === 1 ? `新工单：${subject(first)}（${shortNumber(first.number)}）` : `新到 ${fresh.length} 张工单`, first.number);
    }
    this.showWaiting();
    this.noteChange();
  }

  showWaiting() {
    const button = $("#fresh");
    if (this.waiting.length && this.isIdle()) return this.takeWaiting();
    button.hidden = this.waiting.length === 0;
    if (this.waiting.length) refill(button, `新到 ${this.waiting.length} 张：${subject(this.waiting[0])}`, h("kbd", "N"));
    return undefined;
  }

  isIdle() {
    return Date.now() - this.touched > IDLE_MILLISECONDS && !$("dialog[open]") && !isField(document.activeElement);
  }

  takeWaiting() {
    const arrived = new Set(this.waiting.map((item) => item.number));
    this.items = [...this.items, ...this.waiting].sort((a, b) => this.due(a).localeCompare(this.due(b)) || a.number.localeCompare(b.number));
    this.waiting = [];
    this.draw(arrived);
    this.showWaiting();
  }

  due(ticket) { return clockFor(ticket, this.unit)?.due ?? "9999"; }

  /** The ticket that is read has changed under one's eyes: say so, and let it stand. */
  noteChange() {
    const article = $("#detail article.ticket");
    if (!article) return;
    const row = this.items.find((item) => item.number === article.ticket.number);
    const isGone = !row && this.chosen === article.ticket.number;
    if (!isGone && (!row || !row.etag || row.etag === article.ticket.etag)) return;
    if (article.querySelector(".changed")) return;
    article.prepend(h("div.changed", { role: "status" }, isGone ? "这张工单已不在本单位待办里。" : "这张工单刚有变化。",
      h("button.btn.btn-sm.btn-outline-primary", { type: "button", onclick: () => this.choose(article.ticket.number, false) }, "更新")));
  }

  // Drawing

  drawTabs() {
    refill($("#tabs"), this.tabs.map((tab, index) => h("button.tab", {
      type: "button", "aria-pressed": String(tab === this.tab), title: `按 ${index + 1}`,
      onclick: () => this.choosesTab(tab),
    }, tab.name, countOf(this.items.filter(tab.fits).length))));
  }

  choosesTab(tab) {
    this.tab = tab;
    this.draw();
  }

  shown() {
    const words = this.words.toLowerCase();
    return this.items.filter(this.tab.fits).filter((item) => !words
      || [item.number, item.text, item.title, item.place?.name, item.taker, subject(item), kindName(item.kind)].join(" ").toLowerCase().includes(words));
  }

  draw(arrived = new Set()) {
    this.drawTabs();
    const list = $("#rows");
    const shown = this.shown();
    const focused = document.activeElement?.closest?.(".row-item")?.dataset.number;
    const top = list.scrollTop;
    if (!shown.length) {
      refill(list, this.items.length ? empty("没有符合的工单", "换一个标签，或清空筛选。") : empty(this.none ?? "没有待办", "新工单到了会自动出现在这里，并响铃提醒。"));
    } else {
      refill(list, shown.map((item) => this.row(item, arrived.has(item.number))),
        this.hasMore && h("li.state-note", `只显示最急的 ${PAGE} 张，办完后其余的会补上来。`));
    }
    list.scrollTop = top;
    if (focused) list.querySelector(`[data-number="${focused}"] .row-open`)?.focus({ preventScroll: true });
    this.drawBulk();
  }

  row(item, isNew) {
    const clock = clockFor(item, this.unit);
    const rest = clock && item.state !== "suspended" ? left(clock) : null;
    const box = this.bulk && h("input.form-check-input", {
      type: "checkbox", "aria-label": `选中 ${spaced(item.number)}`,
      onchange: (event) => this.check(item.number, event.target.checked),
    });
    if (box) box.checked = this.checked.has(item.number);
    const helps = item.holder?.unit !== this.unit && item.coHandlers.some((each) => each.unit === this.unit);
    return h(`li.row-item${clock && rest ? `.card-${clock.card}` : ""}${isNew ? ".is-new" : ""}`,
      { data: { number: item.number }, "aria-current": this.chosen === item.number ? "true" : undefined },
      box && h("div.row-check", box),
      h("a.row-open", {
        href: `/tickets/${item.number}`,
        onclick: (event) => {
          if (!WIDE.matches || event.ctrlKey || event.metaKey || event.button) return;
          event.preventDefault();
          this.choose(item.number);
        },
      },
      h("span.row-line", h("strong.row-subject", subject(item)), item.urgent && h("span.pill.pill-urgent", "紧急"),
        helps && h("span.pill", "协办"), item.supervision && h("span.pill.pill-warn", "督办"), item.reworks > 0 && h("span.pill.pill-warn", `重办${item.reworks}`),
        item.extensionDaysAsked && h("span.pill.pill-warn", "申请延期"),
        h(`span.row-left${rest?.isLate ? ".is-late" : ""}`, { data: { clock: clock ? JSON.stringify({ kind: clock.kind, due: clock.due }) : "" } },
          rest ? rest.words : item.state === "suspended" ? `${when(item.wakesAt)} 恢复` : "")),
      h("span.row-text", item.title || item.text),
      h("span.row-line.row-small", statePill(item.state), cardMark(clock && rest ? clock : null), h("span", shortNumber(item.number)),
        h("span.row-place", shortPlace(item.place?.name)), item.taker && h("span", item.taker === me.account ? "我在办" : `${item.taker} 在办`))));
  }

  tick() {
    for (const place of document.querySelectorAll("#rows .row-left[data-clock]")) {
      if (!place.dataset.clock || place.textContent.includes("恢复")) continue;
      const rest = left(JSON.parse(place.dataset.clock));
      place.textContent = rest.words;
      place.classList.toggle("is-late", rest.isLate);
    }
    if (this.waiting.length) this.showWaiting();
  }

  // Choosing

  async choose(number, isByHand = true) {
    this.chosen = number;
    for (const row of document.querySelectorAll("#rows .row-item")) {
      if (row.dataset.number === number) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
    if (isByHand) history.replaceState(null, "", `#${number}`);
    await showTicket($("#detail"), number, {
      extra: this.extra,
      onChange: (changed) => this.onChange(changed),
    });
    $("#detail").scrollTop = 0;
  }

  /** What one did oneself shows at once. */
  onChange(changed) {
    this.items = this.items.map((item) => (item.number === changed.number ? { ...item, ...changed } : item));
    this.draw();
  }

  move(step) {
    const shown = this.shown();
    if (!shown.length) return;
    const at = shown.findIndex((item) => item.number === this.chosen);
    const next = shown[Math.max(0, Math.min(shown.length - 1, at + step))];
    this.choose(next.number);
    $(`#rows [data-number="${next.number}"]`)?.scrollIntoView({ block: "nearest" });
  }

  // Several at once

  check(number, isChecked) {
    if (isChecked) this.checked.add(number);
    else this.checked.delete(number);
    this.drawBulk();
  }

  drawBulk() {
    const bar = $("#bulk");
    if (!this.bulk) return;
    const chosen = this.items.filter((item) => this.checked.has(item.number));
    bar.hidden = chosen.length === 0;
    if (!chosen.length) return;
    refill(bar, h("span", `已选 ${chosen.length} 张`),
      this.bulk.map(({ action, name }) => {
        const able = chosen.filter((item) => item.actions.includes(action));
        return h("button.btn.btn-sm.btn-outline-primary", { type: "button", disabled: able.length === 0, onclick: () => this.doSeveral(action, name, able) }, `${name} ${able.length}`);
      }),
      h("button.btn.btn-sm.btn-outline-secondary", { type: "button", onclick: () => this.print(chosen) }, "打印工作单"),
      h("button.btn.btn-sm.btn-link", { type: "button", onclick: () => { this.checked.clear(); this.draw(); } }, "取消选择"));
  }

  async doSeveral(action, name, tickets) {
    const act = async (values) => {
      const failures = [];
      for (const ticket of tickets) {
        try {
          this.onChange(await perform(ticket, action, values));
          this.checked.delete(ticket.number);
        } catch (problem) {
          failures.push(`${shortNumber(ticket.number)}：${problem.title || problem.detail}`);
        }
      }
      this.draw();
      const good = tickets.length - failures.length;
      if (good) toast(`已${name} ${good} 张`);
      if (failures.length) toast(`${failures.length} 张没有办成：${failures.join("；")}`, "bad");
      if (this.chosen) this.choose(this.chosen, false);
    };
    if (action === "note") {
      askWith({ title: `给 ${tickets.length} 张工单加备注`, verb: "备注", submit: act,
        fields: [{ name: "text", label: "备注", type: "area", required: true, max: 50000 }] });
    } else {
      await act(action === "take" ? { account: me.account } : {});
    }
  }

  print(tickets) {
    sessionStorage.setItem("hotline.orders", JSON.stringify(tickets.map((ticket) => ticket.number)));
    window.open(`/tickets/${tickets[0].number}/order?several=1`, "_blank");
  }

  // Export

  /** What is listed now, as it is filtered: as a workbook, or as text for other programs. */
  async exportRows(isText) {
    $("#export").open = false;
    const columns = ["工单编号", "状态", "类型", "事项环节", "紧急", "地点", "截止时间", "剩余", "在办人", "诉求内容"];
    const rows = this.shown().map((item) => {
      const clock = clockFor(item, this.unit);
      return [item.number, statePill(item.state).textContent, kindName(item.kind), subject(item), item.urgent ? "是" : "",
        item.place?.name ?? "", clock?.due ?? "", clock ? left(clock).words : "", item.taker ?? "", item.text];
    });
    const title = `待办-${me.unitName}-${today()}`;
    if (!isText) return handOver({ title, columns, rows });
    const csv = [columns, ...rows].map((row) => row.map(cell).join(",")).join("\r\n");
    return save(new Blob(["\ufeff", csv], { type: "text/csv" }), `${title}.csv`);
  }

  keys() {
    return [
      { key: ["j", "ArrowDown"], words: "下一张", run: () => this.move(1) },
      { key: ["k", "ArrowUp"], words: "上一张", run: () => this.move(-1) },
      { key: "n", words: "显示新到的工单；没有新到的时，写备注", run: () => (this.waiting.length ? this.takeWaiting() : actByKey($("#detail"), "n")) },
      { key: "/", words: "筛选列表", run: () => $("#filter").focus() },
      ...["s", "a", "r", "e", "p", "c", "t", "f", "d", "b"].map((key) => ({ key, run: () => actByKey($("#detail"), key) })),
      ...this.tabs.map((tab, index) => ({ key: String(index + 1), run: () => this.choosesTab(tab) })),
    ];
  }
}

/** How many, where there are any. */
const countOf = (count) => count > 0 && h("span.count", String(count));

/** A cell that no spreadsheet takes for a formula, and that keeps long numbers whole. */
function cell(value) {
  const text = String(value).replace(/^[=+\-@\t]/, "'$&");
  const whole = /^\d{12,}$/.test(text) ? `\t${text}` : text;
  return `"${whole.replaceAll('"', '""')}"`;
}

/** The place without what everybody here knows: 坞城街道. */
export function shortPlace(name) {
  return (name ?? "").replace(/^.*?省/, "").replace(/^.*?市/, "").replace(/^.*?[区县市](?=.)/, "");
}
