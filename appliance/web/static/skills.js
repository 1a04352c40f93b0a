// The page of skills: agents and queues down, skills across; every change is kept in the draft.

import { make, setText } from "./dom.js";
import { Draft, ask } from "./draft.js";
import { t } from "./language.js";
import { renameUses, usedNames } from "./names.js";
import "./publish.js";

const BEST = 5;
const bar = document.querySelector("cb-publish");
const place = document.querySelector("[data-table]");
const state = document.querySelector("[data-state]");
const added = []; // typed here, and nobody has them yet

let draft;
let forms;

const skills = () => [...new Set([...usedNames(draft.settings, forms, "skill"), ...added])].sort();

function show() {
  if (place.contains(document.activeElement) && place.querySelector("table")) return refresh();
  const names = skills();
  const head = make("tr", "", make("th", "", t("Who")), ...names.map(heading));
  const rows = [
    ...draft.tables("agent").map((agent) => row("agent", agent.name, agent.skills ?? {}, names)),
    ...draft.tables("queue").map((queue) => row("queue", queue.name, queue.need ?? {}, names)),
  ];
  for (const cell of head.children) cell.scope = "col";
  place.replaceChildren(make("table", "matrix", make("thead", "", head), make("tbody", "", ...rows)));
  place.hidden = !draft.tables("agent").length;
  document.querySelector("[data-none]").hidden = !place.hidden;
}

// While somebody is in the table its values change in place.
function refresh() {
  for (const select of place.querySelectorAll("select")) select.value = levelOf(select.dataset) ?? "";
}

const fieldOf = (kind) => (kind === "agent" ? "skills" : "need");
const levelOf = ({ kind, name, skill }) => draft.table(kind, name)?.[fieldOf(kind)]?.[skill];

function heading(skill) {
  const rename = make("button", "slight", skill);
  rename.type = "button";
  rename.title = t("Rename {skill}", { skill });
  rename.addEventListener("click", () => askForName(rename, skill));
  return make("th", "", rename);
}

function askForName(button, skill) {
  const input = make("input");
  input.value = skill;
  input.maxLength = 40;
  input.setAttribute("aria-label", t("Rename {skill}", { skill }));
  let over = false;
  const done = async (keep) => {
    if (over) return;
    over = true;
    const now = input.value.trim();
    input.replaceWith(button);
    button.focus();
    if (!keep || !now || now === skill) return;
    button.blur();
    if (added.includes(skill)) added.splice(added.indexOf(skill), 1, now);
    await change((settings) => renameUses(settings, forms, "skill", skill, now));
    show();
  };
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") done(true);
    if (event.key === "Escape") done(false);
  });
  input.addEventListener("blur", () => done(true));
  button.replaceWith(input);
  input.select();
}

function row(kind, name, levels, names) {
  const who = make("th", "", make("span", "kind", kind === "agent" ? t("Agent") : t("Queue needs")), make("strong", "", name));
  who.scope = "row";
  return make("tr", kind, who, ...names.map((skill) => make("td", "", level(kind, name, skill, levels[skill]))));
}

function level(kind, name, skill, value) {
  const select = make("select");
  select.append(new Option("–", ""), ...Array.from({ length: BEST }, (_nothing, at) => new Option(String(at + 1))));
  select.value = value ?? "";
  Object.assign(select.dataset, { kind, name, skill });
  select.setAttribute("aria-label", kind === "agent" ? t("{skill} of {name}", { skill, name }) : t("{skill} that {name} needs", { skill, name }));
  select.addEventListener("change", () => change((settings) => {
    const body = settings[kind].find((each) => each.name === name);
    const held = (body[fieldOf(kind)] ??= {});
    if (select.value) held[skill] = Number(select.value);
    else delete held[skill];
    if (!Object.keys(held).length) delete body[fieldOf(kind)];
  }));
  return select;
}

async function change(edit) {
  setText(state, t("Keeping …"));
  try {
    await draft.keep(edit);
    setText(state, t("Kept in your draft"));
  } catch (trouble) {
    setText(state, t("Not kept"));
    bar.say(trouble);
    refresh();
  }
}

document.querySelector("[data-new]").addEventListener("submit", (event) => {
  event.preventDefault();
  const { skill } = event.target.elements;
  const name = skill.value.trim();
  if (name && !added.includes(name)) added.push(name);
  event.target.reset();
  if (draft) show();
});

async function begin() {
  try {
    [draft, { content: { forms } }] = await Promise.all([Draft.open(), ask("GET", "/api/v1/settings/forms")]);
  } catch (trouble) {
    setText(state, trouble.status ? trouble.message : t("The box does not answer; see that it is on, and load this page again."));
    return;
  }
  bar.follow(draft);
  draft.addEventListener("change", show);
  show();
}

begin();
