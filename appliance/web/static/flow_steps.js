// A flow as the settings write it: its steps' exits, the order of its tree, steps added, renamed and taken away. No looks.

import { t } from "./language.js";

export const KEYS = [..."123456789*0#"];
export const COLLECT = "collect";
const MAIN_WAY = { say: "then", collect: "then", hours: "open", take_message: "then" }; // the way that goes on in the same line

// What a step without anything typed into it looks like; `target` is where its needed exits lead.
const FRESH = {
  say: (target) => ({ prompts: [], then: target }),
  ask: (target) => ({ prompts: [], choices: {}, on_exhausted: target }),
  collect: (target) => ({ prompts: [], variable: "number", then: target, on_exhausted: target }),
  hours: (target, names) => ({ hours: names("hours")[0] ?? "", open: target, closed: target }),
  queue: (target, names) => ({ queue: names("queue")[0] ?? "", on_overflow: target }),
  take_message: (target) => ({ prompts: [], then: target }),
  transfer: (target, names) => ({ target: names("target")[0] ?? "", otherwise: target }),
  hang_up: () => ({}),
};

export const TYPES = {
  say: t("Say"),
  ask: t("Menu"),
  collect: t("Number"),
  hours: t("Hours"),
  queue: t("Queue"),
  take_message: t("Message"),
  transfer: t("Transfer"),
  hang_up: t("Hang up"),
};

const WAYS = {
  "say.then": t("Then"),
  "ask.on_exhausted": t("No answer, or wrong keys too often"),
  "collect.then": t("Number complete"),
  "collect.on_exhausted": t("No number, too often"),
  "hours.open": t("Open"),
  "hours.closed": t("Closed"),
  "queue.on_overflow": t("Nobody took the call, full, or nobody there"),
  "take_message.then": t("Message kept"),
  "take_message.on_nothing_kept": t("No message kept"),
  "transfer.otherwise": t("Not taken over"),
};

// What the fields of flows and steps are called; elsewhere the same keys mean something else.
const FIELDS = {
  name: t("Name"),
  language: t("Language"),
  prompts: t("Prompts"),
  variable: t("Kept under the name"),
  least: t("Fewest digits, or shortest message"),
  most: t("Most digits"),
  finish: t("Key that ends the number"),
  wait: t("Wait for a key"),
  repeats: t("Asked again at most"),
  invalid_prompts: t("Said after a wrong key"),
  no_input_prompts: t("Said when nothing was pressed"),
  hours: t("Hours"),
  queue: t("Queue"),
  target: t("Target"),
  box: t("Message box"),
  longest: t("Longest message"),
  silence: t("Silence that ends it"),
  tries: t("Tries"),
  review: t("May be heard and spoken again"),
  review_prompts: t("Said then"),
  short_prompts: t("Said when it was too short"),
  lost_prompts: t("Said when none is kept"),
};
export const flowFieldName = (key) => FIELDS[key];

export const typeName = (step) => TYPES[step?.step] ?? t("Unknown kind of step");
export const wayName = (type, key) => WAYS[`${type}.${key}`] ?? key.replaceAll("_", " ");

// [{keys, target, needed, label, key}]: every exit of a step that can be led elsewhere; `fields` are those of its kind.
export function exitsOf(step, fields) {
  return fields.filter((field) => field.names === "step").flatMap((field) => {
    if (field.shape !== "table") {
      return [{ keys: [field.key], target: step[field.key] ?? "", needed: field.needed, label: wayName(step.step, field.key) }];
    }
    const keys = Object.entries(step[field.key] ?? {});
    return keys
      .sort(([one], [other]) => KEYS.indexOf(one) - KEYS.indexOf(other))
      .map(([key, target]) => ({ keys: [field.key, key], target, needed: false, key, label: t("Key {key}", { key }) }));
  });
}

// The table of keys of a step, or undefined where it has none.
export const keyTable = (fields) => fields.find((field) => field.names === "step" && field.shape === "table")?.key;

// By which key a caller comes to a person here; "" where there is none.
export function operatorKey(flow, step) {
  if (!flow.person || ["hours", "queue"].includes(step.step)) return "";
  return step.step === COLLECT ? "*" : "0";
}

// Keys that can still be given a step; 0 belongs to the person.
export function keysLeft(flow, step, table) {
  const taken = Object.keys(step[table] ?? {});
  const operator = step.step === "ask" ? operatorKey(flow, step) : "";
  return KEYS.filter((key) => !taken.includes(key) && key !== operator);
}

export function lead(step, keys, target) {
  if (keys.length === 1) step[keys[0]] = target;
  else step[keys[0]] = { ...step[keys[0]], [keys[1]]: target };
}

export function unlead(step, keys) {
  if (keys.length === 1) delete step[keys[0]];
  else delete step[keys[0]][keys[1]];
}

const ENTRANCES = ["start", "person", "on_fax"];

// [{entrance, line: [{name, exits, branches: [{exit, line}]}]}]: a step stands where it is first come to, one that goes on
// by itself in the same line; those that nothing leads to come last, with the entrance "".
export function treeOf(flow, kinds) {
  const steps = flow.steps ?? {};
  const seen = new Set();
  const isNew = (name) => steps[name] && !seen.has(name);
  const lineFrom = (first) => {
    const line = [];
    for (let name = first; isNew(name); name = steps[name][MAIN_WAY[steps[name].step]]) {
      seen.add(name);
      line.push({ name, exits: exitsOf(steps[name], kinds[steps[name].step] ?? []), branches: [] });
    }
    for (const { exits, branches } of line) {
      for (const exit of exits) if (isNew(exit.target)) branches.push({ exit, line: lineFrom(exit.target) });
    }
    return line;
  };
  const lines = ENTRANCES.map((entrance) => ({ entrance, line: lineFrom(flow[entrance]) }));
  for (const name of Object.keys(steps)) lines.push({ entrance: "", line: lineFrom(name) });
  return lines.filter(({ line }) => line.length);
}

// How many ways lead to it, entrances included.
export function usesOf(flow, kinds, name) {
  const ways = Object.entries(flow.steps).flatMap(([from, step]) =>
    exitsOf(step, kinds[step.step] ?? []).filter((exit) => exit.target === name).map((exit) => ({ from, exit })),
  );
  return { ways, entrances: ENTRANCES.filter((entrance) => flow[entrance] === name) };
}

// In place; every way to it follows. The order of steps stays.
export function renameStep(flow, kinds, old, now) {
  for (const step of Object.values(flow.steps)) {
    for (const exit of exitsOf(step, kinds[step.step] ?? [])) if (exit.target === old) lead(step, exit.keys, now);
  }
  for (const entrance of ENTRANCES) if (flow[entrance] === old) flow[entrance] = now;
  flow.steps = Object.fromEntries(Object.entries(flow.steps).map(([name, step]) => [name === old ? now : name, step]));
}

// In place; ways to it that may be left away are, the others lead to `instead`, or stay and are told as wrong.
export function removeStep(flow, kinds, name, instead) {
  const { ways, entrances } = usesOf(flow, kinds, name);
  delete flow.steps[name];
  for (const { from, exit } of ways) {
    if (from === name) continue;
    if (instead && exit.needed) lead(flow.steps[from], exit.keys, instead);
    else if (!exit.needed) unlead(flow.steps[from], exit.keys);
  }
  for (const entrance of entrances) {
    if (entrance === "start") flow.start = instead || flow.start;
    else delete flow[entrance];
  }
}

export function freshName(taken, stem) {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? stem : `${stem}-${number}`;
    if (!taken.includes(name)) return name;
  }
}

// In place; where the new step leads by itself is a step that hangs up, made if there is none. Returns its name.
export function addStep(flow, type, names) {
  const stem = type === "take_message" ? "message" : type === "ask" ? "menu" : type === "hang_up" ? "bye" : type;
  const name = freshName(Object.keys(flow.steps), stem);
  flow.steps[name] = null; // keeps its place before a step made for it
  const target = type === "hang_up" ? "" : endOf(flow);
  flow.steps[name] = { step: type, ...FRESH[type](target, names) };
  return name;
}

function endOf(flow) {
  const found = Object.entries(flow.steps).find(([, step]) => step?.step === "hang_up");
  if (found) return found[0];
  const name = freshName(Object.keys(flow.steps), "bye");
  flow.steps[name] = { step: "hang_up" };
  return name;
}

// The smallest flow that answers.
export const freshFlow = (name) => ({ name, start: "greeting", steps: { greeting: { step: "say", prompts: [], then: "bye" }, bye: { step: "hang_up" } } });

// Every prompt a step may play, in the order of its fields.
export const promptsOf = (step, fields) => fields.filter((field) => field.names === "prompt").flatMap((field) => step[field.key] ?? []);
