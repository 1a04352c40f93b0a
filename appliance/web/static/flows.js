// The page of flows: those there are and where they are used, the tree of the chosen one, and a simulator beside it.

import { keep, make, setAttribute, setText } from "./dom.js";
import { Draft, ask } from "./draft.js";
import "./flow_editor.js";
import "./flow_simulator.js";
import { flowFieldName, freshFlow, freshName } from "./flow_steps.js";
import { choiceName, fieldName, kindName } from "./labels.js";
import { english, listed, plural, t } from "./language.js";
import { renameUses } from "./names.js";
import { faultsOf } from "./publish.js";

const KEPT_AFTER_MS = 500;
const AGAIN_AFTER_MS = 5_000;
const BUILT_IN = ["music", "beep"];

const bar = document.querySelector("cb-publish");
const list = document.querySelector("[data-list]");
const editor = document.querySelector("cb-flow");
const simulator = document.querySelector("cb-simulator");
const state = document.querySelector("[data-state]");
const faults = document.querySelector("[data-faults]");
const title = document.querySelector("[data-title]");
const used = document.querySelector("[data-used]");

let draft;
let forms;
let shown = ""; // the flow that is edited, by the name the draft has it under
let recorded = BUILT_IN;
let timer;
let waiting = false; // something was changed and is not kept yet
let keeping = Promise.resolve();
let own = false; // what changes the draft now is what is edited here

const form = (kind) => forms.find((each) => each.kind === kind);
const stepKinds = () => form("flow").fields.find((field) => field.key === "steps").inside.kinds;
const linesWith = (name) => draft.tables("line").filter((line) => line.flow === name).map((line) => line.name);

function names(kind) {
  if (kind === "prompt") return [...new Set([...recorded, ...draft.tables("prompt").map(({ name }) => name)])].sort();
  if (kind === "box") return [...new Set(draft.tables("flow").flatMap(({ steps }) => Object.values(steps ?? {}).map(({ box }) => box)).filter(Boolean))].sort();
  return draft.tables(kind).map(({ name }) => name);
}

function textOf(prompt) {
  const found = draft.table("prompt", prompt);
  return found?.texts?.[editor.flow?.language] ?? found?.text ?? "";
}

const house = () => ({
  kinds: stepKinds(),
  fields: form("flow").fields,
  names,
  words: (field, keys) => (field.choice ? choiceName(field.key) : flowFieldName(keys.at(-1)) ?? fieldName("flow", keys)),
  textOf,
});

function usesOf(flow) {
  const lines = linesWith(flow.name);
  const hours = [...new Set(Object.values(flow.steps ?? {}).map((step) => step.hours).filter(Boolean))];
  const parts = [lines.length ? t("Answers {lines}", { lines: listed(lines) }) : t("No line has it")];
  if (hours.length) parts.push(t("hours: {hours}", { hours: listed(hours) }));
  return parts.join("; ");
}

function showList() {
  const flows = draft.tables("flow");
  keep(list, flows, ({ name }) => name, () => make("li", "", make("a", "", make("strong"), make("span", "summary"), make("span", "badge-text"))), (row, flow) => {
    const link = row.firstChild;
    link.href = `#${encodeURIComponent(flow.name)}`;
    setText(link.children[0], flow.name);
    const size = plural("{count} step", "{count} steps", Object.keys(flow.steps ?? {}).length);
    setText(link.children[1], `${usesOf(flow)}; ${size}`);
    setText(link.children[2], faultsOf(bar.wrong, "flow", flow.name).length ? t("Wrong") : "");
    setAttribute(link, "aria-current", flow.name === shown ? "true" : null);
  });
  document.querySelector("[data-none]").hidden = flows.length > 0;
  document.querySelector("[data-chosen]").hidden = !flows.length;
}

// What the address names after its #; the first one where it names none.
async function choose() {
  const wanted = decodeURIComponent(location.hash.slice(1));
  const flows = draft.tables("flow");
  const flow = flows.find(({ name }) => name === wanted) ?? flows[0];
  if (flow && flow.name !== shown) {
    await flush().catch(() => {});
    show(flow);
    simulator.forget();
  } else if (!flow) {
    shown = "";
  }
  showList();
}

function show(flow) {
  shown = flow.name;
  editor.show(flow, house());
  setText(title, t("Flow {name}", { name: flow.name }));
  setText(used, usesOf(flow));
  showFaults();
}

function edited() {
  setText(title, t("Flow {name}", { name: editor.flow.name }));
  setText(state, t("Not kept yet"));
  waiting = true;
  clearTimeout(timer);
  timer = setTimeout(keepSoon, KEPT_AFTER_MS);
}

// One after the other; resolves once everything is kept.
function flush() {
  clearTimeout(timer);
  const done = keeping.then(() => (waiting ? keepFlow() : undefined));
  keeping = done.catch(() => {}); // said by the bar, and tried again
  return done;
}

const keepSoon = () => flush().catch(() => {});

async function keepFlow() {
  const [old, flow] = [shown, structuredClone(editor.flow)];
  if (flow.name !== old && draft.table("flow", flow.name)) flow.name = old; // taken: the field says so below
  waiting = false;
  own = true;
  setText(state, t("Keeping …"));
  try {
    await draft.keep((settings) => {
      const flows = (settings.flow ??= []);
      const at = flows.findIndex(({ name }) => name === old);
      flows.splice(at < 0 ? flows.length : at, at < 0 ? 0 : 1, structuredClone(flow));
      if (flow.name !== old) renameUses(settings, forms, "flow", old, flow.name);
    });
    if (flow.name !== old) {
      shown = flow.name;
      history.replaceState(null, "", `#${encodeURIComponent(flow.name)}`);
      showList();
    }
    if (!waiting) setText(state, t("Kept in your draft"));
    simulator.renew();
  } catch (trouble) {
    waiting = true; // what was typed is still in the form
    setText(state, t("Not kept"));
    bar.say(trouble);
    timer = setTimeout(keepSoon, AGAIN_AFTER_MS);
    throw trouble;
  } finally {
    own = false;
  }
}

function showFaults() {
  const wrong = faultsOf(bar.wrong, "flow", shown);
  editor.mark(wrong);
  faults.replaceChildren(
    ...wrong.map(({ sentence, spot }) => {
      const lead = make("button", "link", sentence);
      lead.type = "button";
      lead.addEventListener("click", () => editor.goTo(spot.keys));
      return english(make("li", "", lead));
    }),
  );
  faults.parentElement.hidden = !wrong.length;
}

async function add(flow) {
  try {
    await flush();
    await draft.keepTable("flow", flow.name, flow);
    location.hash = encodeURIComponent(flow.name);
    await choose();
    title.focus();
  } catch (trouble) {
    bar.say(trouble);
  }
}

const fresh = (stem) => freshName(draft.tables("flow").map(({ name }) => name), stem);

function askToRemove() {
  const lines = linesWith(shown);
  const why = lines.length ? t("It answers {lines}; these will be wrong until they have another flow.", { lines: listed(lines) }) : t("No line has it.");
  const dialog = make("dialog", "sheet", make("h2", "", t("Take {name} away?", { name: shown })), make("p", "", why), make("p", "help", t("It happens in your draft; what holds stays until you publish.")));
  dialog.setAttribute("aria-label", t("Take {name} away?", { name: shown }));
  const [sure, not] = [make("button", "", t("Take it away")), make("button", "slight", t("Keep it"))];
  not.addEventListener("click", () => dialog.close());
  sure.addEventListener("click", async () => {
    const name = shown;
    dialog.close();
    clearTimeout(timer);
    waiting = false;
    shown = "";
    history.replaceState(null, "", location.pathname);
    await draft.keepTable("flow", name, null).catch((trouble) => bar.say(trouble));
  });
  dialog.addEventListener("close", () => dialog.remove());
  dialog.append(make("div", "acts", sure, not));
  document.body.append(dialog);
  dialog.showModal();
}

// The draft was discarded, put back, or brought together with what others published.
function changed() {
  if (own) return showList();
  const flow = shown && draft.table("flow", shown);
  if (flow && !waiting && JSON.stringify(flow) !== JSON.stringify(editor.flow)) {
    show(flow);
    simulator.renew();
  }
  choose();
}

async function begin() {
  try {
    [draft, { content: { forms } }] = await Promise.all([Draft.open(), ask("GET", "/api/v1/settings/forms")]);
  } catch (trouble) {
    setText(state, trouble.status ? trouble.message : t("The box does not answer; see that it is on, and load this page again."));
    return;
  }
  simulator.follow({ draft: () => (draft.there ? draft.name : ""), flow: () => editor.flow?.name ?? "", lines: () => draft.tables("line"), before: flush, ask });
  bar.follow(draft);
  bar.addEventListener("wrong", () => {
    showFaults();
    showList();
  });
  draft.addEventListener("change", changed);
  editor.addEventListener("edited", edited);
  editor.addEventListener("told", ({ detail }) => setText(state, detail));
  simulator.addEventListener("walked", ({ detail }) => editor.at(detail.step, detail.path));
  addEventListener("hashchange", choose);
  addEventListener("beforeunload", (event) => waiting && event.preventDefault());
  document.querySelector("[data-add]").addEventListener("click", () => add(freshFlow(fresh(t("flow")))));
  document.querySelector("[data-copy]").addEventListener("click", () => add({ ...structuredClone(editor.flow), name: fresh(shown) }));
  document.querySelector("[data-remove]").addEventListener("click", askToRemove);
  await choose();
  ask("GET", "/api/v1/prompts").then(({ content }) => {
    recorded = [...BUILT_IN, ...content.map(({ name }) => name)];
  }, () => {}); // without them names are typed
}

begin();
