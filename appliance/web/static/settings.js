// A page of settings of one kind – queues, agents, hours, lamps: those there are, and the form of the chosen one.

import { keep, make, setAttribute, setText } from "./dom.js";
import { Draft, ask } from "./draft.js";
import { makeForm, mark, namesList } from "./form.js";
import { choiceName, fieldName, kindName, sectionsOf } from "./labels.js";
import { listed, t } from "./language.js";
import { renameUses, usedNames, usersOf } from "./names.js";
import { PREVIEWS } from "./previews.js";
import { faultsOf } from "./publish.js";

const KEPT_AFTER_MS = 500;
const BUILT_IN = ["music", "beep"];

const main = document.querySelector("main");
const kind = main.dataset.kind;
const bar = document.querySelector("cb-publish");
const list = document.querySelector("[data-list]");
const place = document.querySelector("[data-form]");
const state = document.querySelector("[data-state]");

let draft;
let forms;
let form; // of this kind
let shown = null; // {name, body, read, root}: the one that is being edited
let prompts = BUILT_IN;
let timer;

function names(of) {
  if (of === "skill") return usedNames(draft.settings, forms, "skill");
  if (of === "prompt") return [...new Set([...prompts, ...draft.tables("prompt").map((body) => body.name)])].sort();
  if (of === "box") return [...new Set(draft.tables("flow").flatMap((flow) => Object.values(flow.steps ?? {}).map((step) => step.box)).filter(Boolean))].sort();
  return draft.tables(of).map((body) => body.name);
}

const words = (field, keys) => (field.choice ? choiceName(field.key) : fieldName(kind, keys));

function showList() {
  const bodies = draft.tables(kind);
  keep(list, bodies, (body) => body.name, () => {
    const link = make("a");
    link.append(make("strong"), make("span", "summary"), make("span", "badge-text"));
    return make("li", "", link);
  }, (row, body) => {
    const link = row.firstChild;
    const faults = faultsOf(bar.wrong, kind, body.name).length;
    link.href = `#${encodeURIComponent(body.name)}`;
    setText(link.children[0], body.name);
    setText(link.children[1], PREVIEWS[kind].summary(body, draft));
    setText(link.children[2], faults ? t("Wrong") : "");
    setAttribute(link, "aria-current", shown?.name === body.name ? "true" : null);
  });
  document.querySelector("[data-none]").hidden = bodies.length > 0;
}

// What the address names after its #; the first one where it names none.
function choose() {
  const wanted = decodeURIComponent(location.hash.slice(1));
  const bodies = draft.tables(kind);
  const body = bodies.find((each) => each.name === wanted) ?? bodies[0];
  if (!body) {
    shown = null;
    place.replaceChildren();
  } else if (shown?.name !== body.name) show(body);
  showList();
}

function show(body) {
  const house = { names, words };
  const parts = sectionsOf(form).map(([heading, fields, open]) => {
    const made = makeForm(fields, body, house);
    const section = make("details", "card section", make("summary", "", make("h3", "", heading)), made.element);
    section.open = open || fields.some((field) => body[field.key] !== undefined);
    return { made, section };
  });
  const title = make("h2", "", `${kindName(kind)} ${body.name}`);
  const preview = make("div", "preview");
  const root = make("form", "settings-form", make("div", "title", title, ...actions(body)), preview, ...parts.map(({ section }) => section));
  root.noValidate = true;
  root.addEventListener("submit", (event) => event.preventDefault());
  root.addEventListener("edited", (event) => edited(event));
  root.addEventListener("change", (event) => event.target.closest("[data-path=name]") && flush());
  shown = { name: body.name, root, preview, title, read: () => Object.assign({}, ...parts.map(({ made }) => made.value())) };
  place.replaceChildren(root);
  look();
  markFaults();
}

function actions(body) {
  const copy = make("button", "slight", t("Copy"));
  const remove = make("button", "slight", t("Take away …"));
  for (const button of [copy, remove]) button.type = "button";
  copy.addEventListener("click", () => add({ ...structuredClone(shown.read()), name: fresh(body.name) }));
  remove.addEventListener("click", () => askToRemove());
  return [copy, remove];
}

const look = () => PREVIEWS[kind].look?.(shown.preview, shown.read(), { draft, ask, form: shown.root, edited: () => edited() });

// A name is taken over when its field is left; everything else as it is typed.
function edited(event) {
  look();
  setText(state, t("Not kept yet"));
  clearTimeout(timer);
  if (!event?.target.closest?.("[data-path=name]")) timer = setTimeout(flush, KEPT_AFTER_MS);
}

async function flush() {
  clearTimeout(timer);
  if (!shown) return;
  const { name: old } = shown;
  const body = shown.read();
  body.name ||= old;
  if (body.name !== old && draft.table(kind, body.name)) {
    mark(shown.root, [{ sentence: t("This name is taken."), spot: { keys: ["name"] } }]);
    return;
  }
  setText(state, t("Keeping …"));
  try {
    if (body.name !== old) {
      shown.name = body.name;
      setText(shown.title, `${kindName(kind)} ${body.name}`);
      history.replaceState(null, "", `#${encodeURIComponent(body.name)}`);
    }
    await draft.keep((settings) => {
      const bodies = (settings[kind] ??= []);
      const at = bodies.findIndex((each) => each.name === old);
      bodies.splice(at < 0 ? bodies.length : at, at < 0 ? 0 : 1, body);
      if (body.name !== old) renameUses(settings, forms, kind, old, body.name);
    });
    setText(state, t("Kept in your draft"));
  } catch (trouble) {
    setText(state, t("Not kept"));
    bar.say(trouble);
    timer = setTimeout(flush, 5_000); // what was typed is still in the form
  }
}

function markFaults() {
  if (!shown) return;
  const left = mark(shown.root, faultsOf(bar.wrong, kind, shown.name));
  for (const fault of shown.root.querySelectorAll(".fault")) if (fault.textContent) for (let at = fault.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
  if (left.length) bar.say(left.map((wrong) => wrong.sentence).join(" "));
}

function fresh(stem) {
  const taken = new Set(draft.tables(kind).map((body) => body.name));
  for (let number = 2; ; number += 1) if (!taken.has(`${stem}-${number}`)) return `${stem}-${number}`;
}

async function add(body) {
  try {
    await draft.keepTable(kind, body.name, body);
    location.hash = encodeURIComponent(body.name);
    choose();
    place.querySelector("[data-path=name] input")?.select();
  } catch (trouble) {
    bar.say(trouble);
  }
}

function askToRemove() {
  const users = usersOf(draft.settings, forms, kind, shown.name).map((user) => [kindName(user.kind), user.name].filter(Boolean).join(" "));
  const dialog = make("dialog", "sheet");
  const heading = make("h2", "", t("Take {name} away?", { name: shown.name }));
  heading.id = "remove-title";
  dialog.setAttribute("aria-labelledby", heading.id);
  const why = users.length ? t("It is used by {who}; they will be wrong until they name another one.", { who: listed(users) }) : t("Nothing else uses it.");
  const [sure, not] = [make("button", "", t("Take it away")), make("button", "slight", t("Keep it"))];
  for (const button of [sure, not]) button.type = "button";
  not.addEventListener("click", () => dialog.close());
  sure.addEventListener("click", async () => {
    const { name } = shown;
    dialog.close();
    clearTimeout(timer);
    shown = null;
    await draft.keepTable(kind, name, null).catch((trouble) => bar.say(trouble));
    history.replaceState(null, "", location.pathname);
    choose();
  });
  dialog.addEventListener("close", () => dialog.remove());
  dialog.append(heading, make("p", "", why), make("p", "help", t("It happens in your draft; what holds stays until you publish.")), make("div", "acts", sure, not));
  document.body.append(dialog);
  dialog.showModal();
}

async function begin() {
  try {
    [draft, { content: { forms } }] = await Promise.all([Draft.open(), ask("GET", "/api/v1/settings/forms")]);
  } catch (trouble) {
    setText(state, trouble.status ? trouble.message : t("The box does not answer; see that it is on, and load this page again."));
    return;
  }
  form = forms.find((each) => each.kind === kind);
  bar.follow(draft);
  bar.addEventListener("wrong", () => {
    markFaults();
    showList();
  });
  draft.addEventListener("change", () => {
    const body = shown && draft.table(kind, shown.name);
    const same = body && JSON.stringify(body) === JSON.stringify(shown.read());
    if (!same && !place.contains(document.activeElement)) shown = null; // discarded, put back, or brought together
    choose();
  });
  addEventListener("hashchange", () => choose());
  addEventListener("beforeunload", (event) => state.textContent === t("Not kept yet") && event.preventDefault());
  document.querySelector("[data-add]").addEventListener("click", () => add(PREVIEWS[kind].fresh(fresh(kindName(kind)), draft)));
  choose();
  if (kind === "queue") ask("GET", "/api/v1/prompts").then(({ content }) => {
    prompts = [...BUILT_IN, ...content.map((prompt) => prompt.name)];
    namesList("prompt", names("prompt"));
  }, () => {}); // without them names are typed
}

begin();
