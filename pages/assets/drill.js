// The tickets behind a number (下钻), and what a manager does about them: 督办, 剔除考核.
import { begin, perform } from "./actions.js";
import { get } from "./api.js";
import { empty, failed, h, loading, me, refill, toast } from "./dom.js";
import { askWith } from "./forms.js";
import { sheetOf } from "./figures.js";
import { cardMark, clockFor, readTicket, statePill } from "./ticket-view.js";
import { left, when } from "./time.js";
import { OUTCOME, spaced, subject, SUPERVISION } from "./words.js";

const PAGE = 100;

/** Opens the list that a query such as `tickets?…` gives. */
export function openDrill(query, title) {
  const list = new Drill(query, title);
  document.body.append(list.dialog);
  list.dialog.showModal();
  list.read();
}

class Drill {
  constructor(query, title) {
    this.query = query;
    this.title = title;
    this.checked = new Map();
    this.body = h("tbody");
    this.place = h("div.drill-list", loading());
    this.bulk = h("div.bulk", { hidden: true });
    this.dialog = h("dialog.ask.drill", { "aria-label": title },
      h("div.drill-head", h("h2", title), h("span.hint", { role: "status" }),
        h("button.btn.btn-outline-secondary.btn-sm", { type: "button", onclick: () => this.exportList() }, "导出 Excel"),
        h("form", { method: "dialog" }, h("button.btn.btn-primary.btn-sm", "关闭"))),
      this.bulk, this.place);
    this.dialog.addEventListener("close", () => this.dialog.remove());
    this.count = this.dialog.querySelector(".hint");
  }

  async read(after) {
    try {
      const { body } = await get(`/${this.query}&limit=${PAGE}${after ? `&after=${after}` : ""}`);
      if (!after && !body.items.length) return refill(this.place, empty("没有工单", "这个数字现在背后没有工单了。"));
      this.body.append(...body.items.map((ticket) => this.row(ticket)));
      const more = body.next && h("div.more", h("button.btn.btn-outline-primary.btn-sm", { type: "button", onclick: () => this.read(body.next) }, "再看一些"));
      refill(this.place, this.table(), more);
      const size = this.body.children.length;
      this.count.textContent = body.next ? `已列出 ${size} 张，还有` : `共 ${size} 张`;
    } catch (problem) {
      refill(this.place, failed(problem, () => this.read(after)));
    }
    return undefined;
  }

  table() {
    return h("table.table.table-sm.drill-table", h("thead", h("tr",
      h("th", { scope: "col" }, h("span.visually-hidden", "选择")),
      ["工单", "状态", "事项", "地点", "承办", "受理", "时限", "督办"].map((name) => h("th", { scope: "col" }, name)))), this.body);
  }

  row(ticket) {
    const clock = ticket.state === "closed" ? null : clockFor(ticket, ticket.holder?.unit ?? me.unit);
    const mayPress = ticket.actions?.includes("supervise") && !ticket.supervision;
    const check = mayPress ? h("input.form-check-input", {
      type: "checkbox", "aria-label": `选择 ${ticket.number}`,
      onchange: (event) => this.check(ticket, event.target.checked),
    }) : "";
    const row = h("tr", h("td", check),
      h("td", h("a", { href: `/tickets/${ticket.number}`, target: "_blank", rel: "opener" }, spaced(ticket.number)),
        ticket.urgent && h("span.pill.pill-urgent", "紧急"), ticket.excluded && h("span.pill", "已剔除")),
      h("td", statePill(ticket.state), ticket.outcome && h("div.hint", OUTCOME[ticket.outcome])),
      h("td", subject(ticket)), h("td", ticket.place?.name.replace(/^.*?市/, "") ?? "未定"),
      h("td", ticket.holder?.name ?? (ticket.unitName ?? "")), h("td", when(ticket.receivedAt ?? ticket.filedAt)),
      h("td", clock ? [left(clock).words, " ", cardMark(clock)] : ""),
      h("td.drill-do", ticket.supervision ? h("span.pill.pill-warn", SUPERVISION[ticket.supervision]) : mayPress
        && h("button.btn.btn-outline-primary.btn-sm", { type: "button", onclick: () => this.act(ticket.number, "supervise", row) }, "督办"),
      ticket.actions?.includes("exclude") && !ticket.excluded
        && h("button.btn.btn-link.btn-sm", { type: "button", onclick: () => this.act(ticket.number, "exclude", row) }, "剔除")));
    return row;
  }

  async act(number, action, row) {
    const ticket = await readTicket(number);
    await begin(ticket, action, (changed) => { row.replaceWith(this.row(changed)); document.dispatchEvent(new CustomEvent("done")); });
  }

  // Several at once

  check(ticket, isChecked) {
    if (isChecked) this.checked.set(ticket.number, ticket); else this.checked.delete(ticket.number);
    this.bulk.hidden = this.checked.size === 0;
    refill(this.bulk, `已选 ${this.checked.size} 张`,
      h("button.btn.btn-primary.btn-sm", { type: "button", onclick: () => this.supervise() }, "督办所选"));
  }

  supervise() {
    return askWith({
      title: `督办所选的 ${this.checked.size} 张工单`, verb: "督办",
      fields: [
        { name: "level", label: "督办级别", type: "choice", required: true, options: Object.entries(SUPERVISION) },
        { name: "complex", label: "情况复杂（一个月内答复）", type: "check" },
      ],
      submit: async (values) => {
        const refused = [];
        for (const number of this.checked.keys()) {
          try {
            await perform(await readTicket(number), "supervise", values);
          } catch (problem) {
            refused.push(`${number}：${problem.detail ?? problem.message}`);
          }
        }
        toast(refused.length ? `有 ${refused.length} 张没有督办：${refused.join("；")}` : `已督办 ${this.checked.size} 张`, refused.length ? "bad" : "done");
        this.checked.clear();
        this.bulk.hidden = true;
        this.body.replaceChildren();
        document.dispatchEvent(new CustomEvent("done"));
        await this.read();
      },
    });
  }

  exportList() {
    const table = this.place.querySelector("table");
    if (!table) return toast("没有可以导出的工单。", "bad");
    const days = new URLSearchParams(this.query.split("?")[1]);
    const pick = (names) => names.map((name) => days.get(name)).find(Boolean) ?? "";
    return sheetOf(table, this.title, {
      from: pick(["from", "closedFrom", "dueFrom", "doneFrom", "openOn"]), to: pick(["to", "closedTo", "dueTo", "doneTo", "openOn"]),
    });
  }
}
