// A form made of the fields that /api/v1/settings/forms tells: it shows a table of the settings and reads it back.
// What is left empty is left away, so that the default holds; what cannot be read stays as it was typed, for the check.

import { make, setText } from "./dom.js";
import { english, t } from "./language.js";

let serial = 0;
const id = (stem) => `${stem}-${(serial += 1)}`;
export const pathOf = (keys) => keys.join("\u001f");
const QUIET = new Set(["name", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "closed_on"]); // their controls say it
const NUMBERS = new Set(["whole", "number"]);

// {element, value(), mark(wrongs), fields}: `body` is shown, `names(kind)` tells the names there are, `words(field)` the label.
// The element tells "edited" when somebody has changed something.
export function makeForm(fields, body, { names, words }, keys = []) {
  const element = make("div", "fields");
  const made = fields.map((field) => {
    const input = INPUTS[field.shape](field, body?.[field.key] ?? null, { names, words }, [...keys, field.key]);
    element.append(input.element);
    return [field, input];
  });
  return {
    element,
    fields: new Map(made.map(([field, input]) => [field.key, input.element])),
    value: () => Object.fromEntries(made.map(([field, input]) => [field.key, input.value()]).filter(([, value]) => value !== undefined)),
  };
}

// Puts each sentence to the field it is about, or else to the one around it; returns those that found none.
export function mark(root, wrongs) {
  for (const old of root.querySelectorAll(".fault")) {
    setText(old, "");
    for (const field of root.querySelectorAll(`[aria-describedby~="${old.id}"]`)) field.removeAttribute("aria-invalid");
  }
  return wrongs.filter((wrong) => {
    for (let length = wrong.spot.keys.length; length > 0; length -= 1) {
      const path = pathOf(wrong.spot.keys.slice(0, length));
      const holder = [...root.querySelectorAll("[data-path]")].find((each) => each.dataset.path === path);
      if (!holder) continue;
      const fault = holder.querySelector(":scope > .fault");
      setText(fault, [fault.textContent, wrong.sentence].filter(Boolean).join(" "));
      for (const field of holder.querySelectorAll(`[aria-describedby~="${fault.id}"]`)) field.setAttribute("aria-invalid", "true");
      return false;
    }
    return true;
  });
}

// Label, the thing itself, what it is for, what is wrong with it.
function row(field, control, keys, { words }, { legend = false } = {}) {
  const holder = make(legend ? "fieldset" : "div", "field");
  holder.dataset.path = pathOf(keys);
  holder.dataset.shape = field.shape;
  const help = make("small", "help", english(make("span", "", field.help)), english(make("span", "", field.expected && !QUIET.has(field.key) ? ` (${field.expected})` : "")));
  const fault = make("p", "fault");
  help.id = id("help");
  fault.id = id("fault");
  fault.setAttribute("role", "alert");
  const label = make(legend ? "legend" : "label", "", words(field, keys));
  if (!legend) {
    control.id = id("field");
    label.htmlFor = control.id;
    control.setAttribute("aria-describedby", `${help.id} ${fault.id}`);
    if (field.needed) control.required = true;
  }
  holder.append(label, control, help, fault);
  help.hidden = !help.textContent;
  return holder;
}

function tell(element) {
  element.dispatchEvent(new CustomEvent("edited", { bubbles: true }));
}

function told(control, on = "input") {
  control.addEventListener(on, () => tell(control));
  return control;
}

export function readNumber(text) {
  const plain = text.trim();
  return /^-?\d+$/.test(plain) || /^-?\d+\.\d+$/.test(plain) ? Number(plain) : plain;
}

// One line of text, a number, a choice, a name: also in the rows of lists and tables.
function single(field, value, house) {
  if (field.shape === "choice") return chosen(field, field.choices.map((choice) => [choice, house.words({ key: choice, choice: true }, [])]), value);
  const known = field.names && field.names !== "step" ? house.names(field.names) : null;
  if (known && field.names !== "prompt") return chosen(field, known.map((name) => [name, name]), value);
  const input = told(make(field.key === "text" ? "textarea" : "input"));
  if (input.type === "text") input.type = field.expected.startsWith("a date of") ? "date" : field.secret ? "password" : "text";
  if (NUMBERS.has(field.shape)) input.inputMode = "numeric";
  input.value = value === null ? "" : String(value);
  if (field.default !== null && field.default !== undefined && typeof field.default !== "object") input.placeholder = String(field.default);
  input.autocomplete = "off";
  input.spellcheck = field.key === "text";
  if (known) input.setAttribute("list", namesList(field.names, known));
  const read = () => (NUMBERS.has(field.shape) ? readNumber(input.value) : field.shape === "free" ? readFree(input.value) : input.value);
  return { control: input, value: () => (input.value === "" ? undefined : read()) };
}

const readFree = (text) => ({ true: true, false: false })[text] ?? readNumber(text);

function chosen(field, choices, value) {
  const select = told(make("select"), "change");
  if (!field.needed || value === null) {
    const usual = field.default ? t("Usual: {what}", { what: field.default }) : field.needed ? t("Choose …") : "–";
    select.append(new Option(usual, ""));
  }
  for (const [choice, words] of choices) select.append(new Option(words, choice));
  if (value !== null && ![...select.options].some((option) => option.value === value)) {
    select.append(new Option(t("{name} (is not there)", { name: String(value) }), value));
  }
  select.value = value ?? "";
  return { control: select, value: () => (select.value === "" ? undefined : select.value) };
}

function plain(field, value, house, keys) {
  const { control, value: read } = single(field, value, house);
  return { element: row(field, control, keys, house), value: read };
}

function yesNo(field, value, house, keys) {
  const box = told(make("input"), "change");
  box.type = "checkbox";
  box.checked = value ?? field.default ?? false;
  const element = row(field, box, keys, house);
  return { element, value: () => (value === null && box.checked === (field.default ?? false) ? undefined : box.checked) };
}

// Rows that can be added, taken away and, where order counts, moved up.
function rows(field, keys, house, items, add) {
  const list = make("div", "rows");
  const element = row(field, list, keys, house, { legend: true });
  const fault = element.querySelector(".fault");
  const put = (item) => {
    const made = add(item, [...keys, String(list.children.length + 1)]);
    const remove = make("button", "slight", "✕");
    remove.type = "button";
    remove.setAttribute("aria-label", t("Take this row away"));
    const line = made.element ?? make("div", "row", ...made.parts);
    line.read = made.value;
    for (const control of line.querySelectorAll("input, select, textarea")) {
      if (!control.hasAttribute("aria-describedby")) control.setAttribute("aria-describedby", fault.id);
    }
    remove.addEventListener("click", () => {
      const next = line.nextElementSibling ?? more;
      line.remove();
      (next.querySelector?.("input, select") ?? more).focus();
      tell(element);
    });
    line.append(remove);
    list.append(line);
    return line;
  };
  const more = make("button", "slight", t("Add"));
  more.type = "button";
  more.setAttribute("aria-label", t("Add to {what}", { what: house.words(field, keys) }));
  more.addEventListener("click", () => {
    put(null).querySelector("input, select, textarea")?.focus();
    tell(element);
  });
  list.after(more);
  for (const item of items) put(item);
  return { element, read: () => [...list.children].map((line) => line.read()) };
}

function list(field, value, house, keys) {
  const inside = { ...field.inside, key: field.key, names: field.names, expected: field.expected, default: null };
  if (inside.shape === "choice") return choices(field, value, house, keys);
  const label = house.words(field, keys);
  const made = rows(field, keys, house, value ?? [], (item, path) => {
    if (inside.shape === "group") {
      const group = makeForm(inside.fields, item ?? {}, house, path);
      return { element: make("div", "row group", group.element), value: group.value };
    }
    const { control, value: read } = single({ ...inside, needed: true }, item, house);
    control.setAttribute("aria-label", label);
    if (inside.expected.startsWith("an interval")) control.placeholder = "09:00-12:30";
    return { parts: [control], value: read };
  });
  const read = () => made.read().filter((item) => item !== undefined);
  return { element: made.element, value: () => (read().length || value !== null ? read() : undefined) };
}

function choices(field, value, house, keys) {
  const boxes = field.inside.choices.map((choice) => {
    const box = told(make("input"), "change");
    box.type = "checkbox";
    box.value = choice;
    box.checked = (value ?? []).includes(choice);
    return box;
  });
  const labels = boxes.map((box) => make("label", "choice", box, make("span", "", house.words({ key: box.value, choice: true }, []))));
  const element = row(field, make("div", "choices", ...labels), keys, house, { legend: true });
  const read = () => boxes.filter((box) => box.checked).map((box) => box.value);
  return { element, value: () => (read().length || value !== null ? read() : undefined) };
}

function table(field, value, house, keys) {
  const inside = { ...field.inside, key: field.key, names: field.names, expected: field.expected, default: null };
  const label = house.words(field, keys);
  const made = rows(field, keys, house, Object.entries(value ?? {}), (item) => {
    const key = keyInput(field, item?.[0] ?? "", house);
    key.setAttribute("aria-label", t("{what}: which", { what: label }));
    if (inside.shape === "list") inside.shape = "text";
    const { control, value: read } = single(inside, item?.[1] ?? null, house);
    control.setAttribute("aria-label", t("{what}: value", { what: label }));
    const line = make("div", "row pair", key, control);
    line.dataset.path = pathOf([...keys, item?.[0] ?? ""]);
    key.addEventListener("input", () => (line.dataset.path = pathOf([...keys, key.value])));
    const fault = make("p", "fault");
    fault.id = id("fault");
    for (const each of [key, control]) each.setAttribute("aria-describedby", fault.id);
    line.append(fault);
    return { element: line, value: () => [key.value, read()] };
  });
  const read = () => Object.fromEntries(made.read().filter(([key]) => key !== "").map(([key, item]) => [key, item ?? ""]));
  return { element: made.element, value: () => (Object.keys(read()).length || value !== null ? read() : undefined) };
}

function keyInput(field, value, house) {
  const input = told(make("input"));
  input.value = value;
  input.placeholder = field.keys_expected.split(",")[0];
  input.autocomplete = "off";
  if (field.keys) input.setAttribute("list", namesList(field.keys, house.names(field.keys)));
  return input;
}

// Suggestions while typing; one list for each kind of name.
export function namesList(kind, names) {
  const list = document.getElementById(`names-${kind}`) ?? document.body.appendChild(Object.assign(make("datalist"), { id: `names-${kind}` }));
  list.replaceChildren(...names.map((name) => new Option(name)));
  return list.id;
}

function group(field, value, house, keys) {
  const inside = makeForm(field.fields.map((each) => ({ ...each, default: field.default?.[each.key] ?? each.default })), value ?? {}, house, keys);
  const element = row(field, inside.element, keys, house, { legend: true });
  return { element, value: () => (Object.keys(inside.value()).length || value !== null ? inside.value() : undefined) };
}

// What a form cannot show is carried along as it is.
function untouched(field, value) {
  const element = make("div");
  element.hidden = true;
  return { element, value: () => value ?? undefined };
}

const INPUTS = {
  text: plain,
  whole: plain,
  number: plain,
  duration: plain,
  choice: plain,
  free: plain,
  yes_no: yesNo,
  list,
  table,
  group,
  kinds: untouched,
};
