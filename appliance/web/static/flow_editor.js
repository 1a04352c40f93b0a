// <cb-flow>: one flow as a tree of forms – each step with its fields and every exit, led to another step or to a new one.
// Tells "edited" after each change; undo and redo go through the same.

import { make, setText } from "./dom.js";
import { addStep, exitsOf, keysLeft, keyTable, lead, operatorKey, promptsOf, removeStep, renameStep, treeOf, typeName, TYPES, unlead, usesOf } from "./flow_steps.js";
import { makeForm, mark, pathOf } from "./form.js";
import { t } from "./language.js";
import { playPrompts } from "./prompt_sound.js";

const MOST_UNDONE = 100; // states of some kilobytes each
const ONE_EDIT_MS = 1_500; // what is typed into a field within this time of the last letter is undone at once
const NEW = "\u0000new:"; // before a type, among the steps to lead to

const ENTRANCES = { start: t("A call begins at"), person: t("Whoever wants a person (0) comes to"), on_fax: t("Faxes and modems come to") };
const LINES = { person: t("For whoever wants a person"), on_fax: t("For faxes and modems"), "": t("No way leads here") };

const stepPath = (name) => ["steps", name];
const SIDE_BY_SIDE = matchMedia("(min-width: 75rem)"); // as flows.css has it
let serial = 0;

function button(words, act, className = "slight") {
  const made = make("button", className, words);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

function faultLine() {
  const line = make("p", "fault");
  line.id = `flow-fault-${(serial += 1)}`;
  return line;
}

class FlowEditor extends HTMLElement {
  flow = null;
  #house; // {kinds, fields, names(kind), words(field, keys), textOf(prompt)}
  #done = [];
  #undone = [];
  #lastEdit = { of: "", at: 0 };
  #open = new Set(); // steps whose form is shown
  #wrong = [];
  #here = { step: "", path: [] };
  #tree = make("div", "tree");
  #undo = button(t("Undo"), () => this.#back(this.#done, this.#undone));
  #redo = button(t("Redo"), () => this.#back(this.#undone, this.#done));
  #add = make("select");

  connectedCallback() {
    if (this.firstChild) return;
    const label = make("label", "add-step", make("span", "", t("New step:")), this.#add);
    this.#add.append(new Option(t("Choose …"), ""), ...Object.entries(TYPES).map(([type, words]) => new Option(words, type)));
    this.#add.addEventListener("change", () => this.#addLoose());
    this.append(make("div", "tools", this.#undo, this.#redo, label), this.#tree);
    this.addEventListener("keydown", (event) => this.#keys(event));
  }

  // Shows another flow, or the same as somebody else has made it; what could be undone is forgotten.
  show(flow, house) {
    const other = this.flow?.name !== flow.name;
    this.flow = structuredClone(flow);
    this.flow.steps ??= {};
    this.#house = house;
    this.#done = [];
    this.#undone = [];
    if (other) this.#open = new Set(flow.start ? [flow.start] : []);
    this.#draw();
  }

  // Puts the box's sentences to the fields they are about; returns those that found none.
  mark(wrong) {
    this.#wrong = wrong;
    const left = mark(this.#tree, wrong);
    for (const step of this.#tree.querySelectorAll(".step")) {
      const faulty = [...step.querySelectorAll(":scope > .fault, :scope > .exits .fault, :scope > .step-form .fault")].some((fault) => fault.textContent);
      step.toggleAttribute("data-faulty", faulty);
      step.querySelector(".step-fault").hidden = !faulty;
    }
    return left;
  }

  // Leads to where a fault is.
  goTo(keys) {
    if (keys[0] === "steps" && keys.length > 2) this.#show(keys[1]);
    for (let length = keys.length; length > 0; length -= 1) {
      const path = pathOf(keys.slice(0, length));
      const holder = [...this.#tree.querySelectorAll("[data-path]")].find((each) => each.dataset.path === path);
      if (!holder) continue;
      holder.scrollIntoView({ block: "center" });
      return (holder.querySelector("input, select, textarea, summary, button") ?? holder).focus();
    }
  }

  // Where a simulated call is, and how it came there.
  at(step, path) {
    this.#here = { step, path };
    for (const element of this.#tree.querySelectorAll(".step")) {
      const here = element.dataset.step === step;
      element.toggleAttribute("data-passed", path.includes(element.dataset.step));
      if (here) element.setAttribute("aria-current", "step");
      else element.removeAttribute("aria-current");
      element.querySelector(".here").hidden = !here;
      if (here && SIDE_BY_SIDE.matches) element.scrollIntoView({ block: "nearest" });
    }
  }

  lookAt(name) {
    this.#show(name);
    this.#find(name)?.scrollIntoView({ block: "center" });
  }

  #find = (name) => [...this.#tree.querySelectorAll(".step")].find((step) => step.dataset.step === name);

  #show(name) {
    this.#open.add(name);
    const step = this.#find(name);
    if (step) step.querySelector(".step-form").open = true;
  }

  #keys(event) {
    const typing = event.target.matches("input:not([type=checkbox]), textarea");
    if (typing || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
    event.preventDefault();
    (event.shiftKey ? this.#redo : this.#undo).click();
  }

  // `of`: what is typed into one field is one change.
  #change(edit, of = "") {
    const now = performance.now();
    if (!of || of !== this.#lastEdit.of || now - this.#lastEdit.at > ONE_EDIT_MS) {
      this.#done.push(structuredClone(this.flow));
      if (this.#done.length > MOST_UNDONE) this.#done.shift();
    }
    this.#lastEdit = { of, at: now };
    this.#undone = [];
    edit(this.flow);
    if (!of) this.#draw();
    this.#tell();
  }

  #back(from, to) {
    const state = from.pop();
    if (!state) return;
    to.push(this.flow);
    this.#lastEdit = { of: "", at: 0 };
    this.flow = state;
    this.#draw();
    this.#tell();
  }

  #tell() {
    this.#undo.disabled = !this.#done.length;
    this.#redo.disabled = !this.#undone.length;
    this.dispatchEvent(new CustomEvent("edited", { bubbles: true }));
  }

  #fieldsOf = (step) => this.#house.kinds[step.step] ?? [];

  // Everything anew; whoever was in a field stays in it.
  #draw() {
    const focused = this.#tree.contains(document.activeElement) ? document.activeElement.dataset.focus : undefined;
    const lines = treeOf(this.flow, this.#house.kinds).map(({ entrance, line }) => {
      const heading = LINES[entrance] ? [make("h3", "line-title", LINES[entrance])] : [];
      return make("section", entrance ? "" : "loose", ...heading, this.#line(line));
    });
    this.#tree.replaceChildren(this.#head(), ...lines);
    this.#undo.disabled = !this.#done.length;
    this.#redo.disabled = !this.#undone.length;
    this.mark(this.#wrong);
    this.at(this.#here.step, this.#here.path);
    if (focused) [...this.#tree.querySelectorAll("[data-focus]")].find((each) => each.dataset.focus === focused)?.focus();
  }

  #head() {
    const own = this.#house.fields.filter((field) => !["steps", ...Object.keys(ENTRANCES)].includes(field.key));
    const form = makeForm(own, this.flow, this.#house);
    const change = () => this.#change((flow) => this.#take(flow, own, form.value()), "flow");
    form.element.addEventListener("edited", (event) => event.target.closest("[data-path=name]") || change());
    form.element.addEventListener("change", (event) => event.target.closest("[data-path=name]") && form.value().name && change());
    const rows = Object.entries(ENTRANCES).map(([key, words]) =>
      this.#exitRow({ keys: [key], target: this.flow[key] ?? "", needed: key === "start", label: words }, this.flow, [key], words),
    );
    return make("div", "entrances card", form.element, make("ul", "exits", ...rows));
  }

  #take(holder, fields, values) {
    for (const { key } of fields) {
      if (values[key] === undefined) delete holder[key];
      else holder[key] = values[key];
    }
  }

  #line(line) {
    return make("ol", "line", ...line.map((entry) => this.#entry(entry)));
  }

  #entry({ name, exits, branches }) {
    const step = this.flow.steps[name];
    const below = branches.map(({ exit, line }) => make("section", "branch", make("p", "via", exit.label), this.#line(line)));
    return make("li", "", this.#step(name, step, exits), ...below);
  }

  #step(name, step, exits) {
    const card = make("article", "step card");
    Object.assign(card.dataset, { step: name, type: step.step, path: pathOf(stepPath(name)) });
    const title = make("h3", "", make("span", "type", typeName(step)), " ", make("span", "name", name));
    title.id = `step-${(serial += 1)}`;
    card.setAttribute("aria-labelledby", title.id);
    const flaw = make("span", "step-fault", t("Wrong"));
    const here = make("span", "here", t("The call is here"));
    flaw.hidden = here.hidden = true;
    const fields = this.#fieldsOf(step);
    const summary = make("p", "says");
    this.#summarize(summary, step, fields);
    card.append(make("div", "step-head", title, here, flaw), summary, this.#exits(name, step, exits, fields), this.#form(name, step, fields, summary), faultLine());
    return card;
  }

  #summarize(element, step, fields) {
    const prompts = promptsOf(step, fields);
    if (!prompts.length) return element.replaceChildren();
    const hear = button(t("Hear"), () => playPrompts(prompts, this.flow.language ?? ""));
    hear.setAttribute("aria-label", t("Hear {prompts}", { prompts: prompts.join(", ") }));
    const texts = prompts.map((prompt) => make("span", "prompt", make("b", "", prompt), this.#house.textOf(prompt) ? ` “${this.#house.textOf(prompt)}”` : ""));
    element.replaceChildren(hear, ...texts);
  }

  #exits(name, step, exits, fields) {
    const rows = exits.map((exit) => this.#exitRow(exit, step, [...stepPath(name), ...exit.keys], t("{exit} of {step}", { exit: exit.label, step: name })));
    const operator = operatorKey(this.flow, step);
    if (operator && step.choices?.[operator] !== this.flow.person) rows.push(make("li", "fixed", make("span", "label", t("Key {key}", { key: operator })), make("span", "", t("→ {step}, a person", { step: this.flow.person }))));
    if (step.step === "ask") rows.push(make("li", "fixed", make("span", "label", t("Any other key, or none")), make("span", "", t("asked again, up to {times} times", { times: step.repeats ?? 2 }))));
    if (step.step === "hang_up") rows.push(make("li", "fixed", make("span", "label", t("Then")), make("span", "", t("the call is over"))));
    const table = keyTable(fields);
    const left = table ? keysLeft(this.flow, step, table) : [];
    if (left.length) rows.push(this.#keyAdder(name, table, left));
    return make("ul", "exits", ...rows);
  }

  #exitRow(exit, holder, path, words) {
    const select = this.#targets(exit, words);
    const fault = faultLine();
    select.setAttribute("aria-describedby", fault.id);
    select.addEventListener("change", () => this.#leadTo(path, exit, select.value));
    const row = make("li", "exit", make("span", "label", exit.label), select);
    row.dataset.path = pathOf(path);
    if (exit.target && this.flow.steps[exit.target]) {
      const go = button("→", () => this.#goToStep(exit.target));
      go.setAttribute("aria-label", t("Go to {step}", { step: exit.target }));
      row.append(go);
    }
    if (exit.key) {
      const remove = button("✕", () => this.#change(() => unlead(holder, exit.keys)));
      remove.setAttribute("aria-label", t("Take away: {exit}", { exit: words }));
      row.append(remove);
    }
    row.append(fault);
    return row;
  }

  #targets(exit, words) {
    const select = make("select");
    select.setAttribute("aria-label", words);
    select.dataset.focus = pathOf(["to", words]);
    if (!exit.needed && !exit.key) select.append(new Option("–", ""));
    const names = Object.keys(this.flow.steps);
    if (exit.target && !names.includes(exit.target)) select.append(new Option(t("{name} (is not there)", { name: exit.target }), exit.target));
    if (exit.needed && !exit.target) select.append(new Option(t("Choose …"), ""));
    const fresh = make("optgroup");
    fresh.label = t("New step");
    fresh.append(...Object.entries(TYPES).map(([type, each]) => new Option(t("+ {what}", { what: each }), NEW + type)));
    select.append(...names.map((name) => new Option(name, name)), fresh);
    select.value = exit.target;
    return select;
  }

  #holder = (path) => (path[0] === "steps" ? this.flow.steps[path[1]] : this.flow);

  #leadTo(path, exit, value) {
    let made = "";
    this.#change((flow) => {
      made = value.startsWith(NEW) ? addStep(flow, value.slice(NEW.length), this.#house.names) : "";
      const target = made || value;
      if (target) lead(this.#holder(path), exit.keys, target);
      else unlead(this.#holder(path), exit.keys);
      if (made) this.#open.add(made);
      if (made && !flow.person && flow.steps[made].step === "queue") flow.person = made;
    });
    if (made) this.#goToStep(made);
  }

  #keyAdder(name, table, left) {
    const select = make("select");
    select.setAttribute("aria-label", t("Add a key to {step}", { step: name }));
    select.dataset.focus = pathOf(["key", name]);
    select.append(new Option(t("Add a key …"), ""), ...left.map((key) => new Option(t("Key {key}", { key }), key)));
    select.addEventListener("change", () => {
      const first = Object.keys(this.flow.steps).find((each) => each !== name) ?? name;
      const key = select.value;
      this.#change(() => lead(this.flow.steps[name], [table, key], this.flow.person ?? first));
      const words = t("{exit} of {step}", { exit: t("Key {key}", { key }), step: name });
      [...this.#tree.querySelectorAll("select")].find((each) => each.dataset.focus === pathOf(["to", words]))?.focus();
    });
    return make("li", "exit adder", select);
  }

  #goToStep(name) {
    this.#show(name);
    const step = this.#find(name);
    step?.scrollIntoView({ block: "center" });
    step?.querySelector("summary")?.focus({ preventScroll: true });
  }

  #form(name, step, fields, summary) {
    const own = fields.filter((field) => field.names !== "step");
    const made = makeForm(own, step, this.#house, stepPath(name));
    made.element.addEventListener("edited", () => {
      this.#change(() => this.#take(step, own, made.value()), pathOf(["fields", name]));
      this.#summarize(summary, step, fields);
    });
    const details = make("details", "step-form", make("summary", "", t("Edit")), this.#nameField(name), made.element, this.#removal(name));
    details.open = this.#open.has(name);
    details.addEventListener("toggle", () => (details.open ? this.#open.add(name) : this.#open.delete(name)));
    return details;
  }

  #nameField(name) {
    const input = make("input");
    input.value = name;
    input.id = `step-name-${(serial += 1)}`;
    input.dataset.focus = pathOf(["name", name]);
    input.maxLength = 40;
    const label = make("label", "", t("Name of the step"));
    label.htmlFor = input.id;
    const fault = faultLine();
    input.setAttribute("aria-describedby", fault.id);
    input.addEventListener("change", () => {
      const now = input.value.trim();
      if (!now || now === name) return (input.value = name);
      if (this.flow.steps[now]) return setText(fault, t("This name is taken."));
      input.dataset.focus = pathOf(["name", now]);
      this.#change((flow) => {
        renameStep(flow, this.#house.kinds, name, now);
        this.#open.add(now);
      });
    });
    return make("div", "field", label, input, fault);
  }

  #removal(name) {
    return button(t("Take this step away"), () => {
      const { ways } = usesOf(this.flow, this.#house.kinds, name);
      const step = this.flow.steps[name];
      const onwards = exitsOf(step, this.#fieldsOf(step)).find((exit) => exit.target !== name)?.target;
      this.#change((flow) => removeStep(flow, this.#house.kinds, name, onwards));
      const from = ways.find(({ from }) => from !== name)?.from;
      if (from) this.#goToStep(from);
      this.dispatchEvent(new CustomEvent("told", { detail: t("{step} was taken away; Undo brings it back.", { step: name }) }));
    });
  }

  #addLoose() {
    const type = this.#add.value;
    if (!type) return;
    this.#add.value = "";
    let made;
    this.#change((flow) => {
      made = addStep(flow, type, this.#house.names);
      this.#open.add(made);
    });
    this.#goToStep(made);
  }
}

customElements.define("cb-flow", FlowEditor);
