// Forms from a list of fields: what is missing is asked in place, and nothing typed is lost.
import { cleaned, freshKey, h, refill } from "./dom.js";

let count = 0;

/**
 * A form. `fields`: [{name, label, type, required, hint, options, value, rows, max, templates}]
 *
 * `submit(values)` does it; a Problem is shown where it belongs.
 */
export function formOf({ fields, submit, verb, cancel, danger, end }) {
  const notice = h("p.notice", { role: "alert", hidden: true });
  const made = fields.map(makeField);
  const button = h(`button.btn.${danger ? "btn-danger" : "btn-primary"}`, { type: "submit" }, verb);
  const form = h("form.fields", { novalidate: true }, notice, made.map((field) => field.row),
    h("div.ask-end", end, cancel && h("button.btn.btn-link", { type: "button", onclick: cancel }, "取消"), button));
  let isBusy = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isBusy) return;
    notice.hidden = true;
    const wrong = made.filter((field) => !field.check());
    if (wrong.length) return wrong[0].focus();
    isBusy = true;
    button.disabled = true;
    try {
      await submit(Object.fromEntries(made.map((field) => [field.name, field.read()]).filter(([, value]) => value !== undefined)));
    } catch (problem) {
      showProblem(problem, made, notice);
    } finally {
      isBusy = false;
      button.disabled = false;
    }
    return undefined;
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.ctrlKey) form.requestSubmit();
  });
  form.fields = Object.fromEntries(made.map((field) => [field.name, field]));
  form.notice = notice;
  return form;
}

function showProblem(problem, made, notice) {
  if (problem.name === "AbortError") return;
  let isPlaced = false;
  for (const mistake of problem.errors ?? []) {
    const field = made.find((each) => mistake.pointer === `/${each.name}`);
    if (!field) continue;
    field.complain(mistake.message);
    if (!isPlaced) field.focus();
    isPlaced = true;
  }
  if (isPlaced) return;
  notice.hidden = false;
  refill(notice, problem.node ?? problem.detail ?? problem.message);
  notice.scrollIntoView({ block: "nearest" });
}

/** The same in a dialog of its own. */
export function askWith({ title, lead, wide, ...rest }) {
  const id = freshKey();
  const dialog = h(`dialog.ask${wide ? ".ask-wide" : ""}`, { "aria-labelledby": id });
  const form = formOf({
    ...rest,
    cancel: () => dialog.close(),
    submit: async (values) => {
      await rest.submit(values);
      dialog.close();
    },
  });
  dialog.append(h("h2", { id }, title), lead ? h("div.lead-words", lead) : "", form);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  form.querySelector("textarea, select, input:not([type=hidden])")?.focus();
  return dialog;
}

// Fields

function makeField(field) {
  count += 1;
  const id = `field-${count}`;
  const control = (CONTROLS[field.type ?? "text"] ?? CONTROLS.text)(field, id);
  const mistake = h("p.mistake", { id: `${id}-mistake`, hidden: true });
  const label = field.type === "choice" || field.type === "units"
    ? h("p.form-label", { id: `${id}-label` }, field.label)
    : h("label.form-label", { for: id }, field.label);
  if (!field.required && field.type !== "check") label.append(h("small", "（可不填）"));
  const row = field.type === "check"
    ? h("div.field", control.element, mistake)
    : h("div.field", label, control.element, field.hint && h("p.hint", { id: `${id}-hint` }, field.hint), mistake);
  const main = control.main ?? control.element;
  main.setAttribute("aria-describedby", `${field.hint ? `${id}-hint ` : ""}${id}-mistake`);
  const complain = (words) => {
    mistake.hidden = !words;
    mistake.textContent = words || "";
    main.toggleAttribute("aria-invalid", Boolean(words));
    main.classList.toggle("is-invalid", Boolean(words));
  };
  row.addEventListener("input", () => complain(""));
  row.addEventListener("change", () => complain(""));
  return {
    name: field.name, row, complain, control,
    read: control.read,
    set: control.set,
    focus: () => (control.first ?? main).focus(),
    check() {
      const value = control.read();
      const words = control.check?.() || (field.required && (value === undefined || value === "") ? `请填写${field.label}。` : "");
      complain(words);
      return !words;
    },
  };
}

const trimmed = (element) => cleaned(element.value).trim() || undefined;

const CONTROLS = {
  text(field, id) {
    const element = h("input.form-control", {
      id, name: field.name, maxlength: field.max ?? 200, value: field.value ?? "",
      autocomplete: "off", placeholder: field.placeholder, list: field.list,
    });
    return { element, read: () => trimmed(element), set: (value) => { element.value = value; } };
  },
  area(field, id) {
    const area = h("textarea.form-control", {
      id, name: field.name, rows: field.rows ?? 3, value: field.value ?? "", maxlength: field.max ?? 2000,
    });
    const left = h("span.count-left", { "aria-hidden": "true" });
    area.addEventListener("input", () => {
      const rest = (field.max ?? 2000) - area.value.length;
      left.textContent = rest < 200 ? `还可输入${rest}字` : "";
    });
    const set = (value) => { area.value = value; area.dispatchEvent(new Event("input", { bubbles: true })); };
    const element = h("div.area", field.templates && templatesFor(field.templates, area, set), area, left);
    return { element, main: area, read: () => trimmed(area), set };
  },
  select(field, id) {
    const element = h("select.form-select", { id, name: field.name },
      !field.value && h("option", { value: "" }, "请选择"),
      field.options.map(([value, words]) => h("option", { value, selected: value === field.value }, words)));
    return { element, read: () => element.value || undefined, set: (value) => { element.value = value; } };
  },
  /** Few answers, each in one key: their numbers. */
  choice(field, id) {
    const boxes = field.options.map(([value, words, hint], index) => {
      const box = h("input", { type: "radio", name: `${id}-choice`, value, id: `${id}-${index}` });
      box.checked = value === field.value;
      return [box, h("label", { for: `${id}-${index}` }, words, hint && h("small", hint))];
    });
    const element = h("div.choices", { role: "radiogroup", "aria-labelledby": `${id}-label` }, boxes);
    return {
      element, first: boxes[0]?.[0],
      read: () => boxes.find(([box]) => box.checked)?.[0].value,
      set: (value) => boxes.forEach(([box]) => { box.checked = box.value === value; }),
    };
  },
  check(field, id) {
    const box = h("input.form-check-input", { type: "checkbox", id, name: field.name });
    box.checked = Boolean(field.value);
    const element = h("div.form-check", box, h("label.form-check-label", { for: id }, field.label));
    return { element, main: box, read: () => box.checked || undefined, set: (value) => { box.checked = value; } };
  },
  date(field, id) {
    const element = h("input.form-control", { id, type: "date", name: field.name, min: field.min, max: field.max, value: field.value ?? "" });
    return { element, read: () => element.value || undefined, set: (value) => { element.value = value; } };
  },
  number(field, id) {
    const element = h("input.form-control", { id, type: "number", name: field.name, min: field.min ?? 1, max: field.max ?? 100, value: field.value ?? "" });
    return {
      element,
      read: () => (element.value === "" ? undefined : Number(element.value)),
      check: () => (element.value !== "" && !element.checkValidity() ? `请填写${field.min ?? 1}至${field.max ?? 100}的整数。` : ""),
      set: (value) => { element.value = value; },
    };
  },
  /** A unit by its name, from a list that narrows as one types. */
  unit(field, id) {
    const names = new Map(field.units.map((unit) => [unit.name, unit.unit]));
    const input = h("input.form-control", {
      id, name: field.name, list: `${id}-list`, autocomplete: "off",
      value: field.units.find((unit) => unit.unit === field.value)?.name ?? "", placeholder: "输入单位名称中的几个字",
    });
    const element = h("div", input, h("datalist", { id: `${id}-list` }, field.units.map((unit) => h("option", { value: unit.name }))));
    return {
      element, main: input,
      read: () => names.get(input.value.trim()),
      check: () => (input.value.trim() && !names.has(input.value.trim()) ? "没有这个单位，请从列表中选一个。" : ""),
      set: (value) => { input.value = field.units.find((unit) => unit.unit === value)?.name ?? ""; },
    };
  },
};

/** Phrases to begin with: a click puts one into the field. */
function templatesFor(templates, area, set) {
  const menu = h("details.menu.phrases", h("summary.btn.btn-sm.btn-outline-secondary", "常用语"),
    h("div.menu-items", templates.map(([title, words]) => h("button", {
      type: "button", title: words,
      onclick: () => {
        set(area.value.trim() ? `${area.value.trimEnd()}\n${words}` : words);
        menu.open = false;
        area.focus();
        const blank = area.value.indexOf("____");
        if (blank >= 0) area.setSelectionRange(blank, blank + 4);
      },
    }, title))));
  return menu;
}
