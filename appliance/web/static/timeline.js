// The parts of an explanation as elements: sentences, a call's facts, its timeline with what stands behind each decision.

import { duration, moment } from "./clock.js";
import { keep, make, setText } from "./dom.js";
import { icon } from "./icons.js";
import { english, number, plural, t } from "./language.js";
import { endWords, lineName, properName } from "./words.js";

const since = (ms) => `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, "0")}`;
const span = (from, to) => (from === null || to === null ? null : to - from);

// Text in which every call that is named can be opened.
function linked(text) {
  return text.split(/\b(call \d+)\b/i).map((part, index) => {
    if (index % 2 === 0) return part;
    const link = make("a", "open", part);
    link.href = `#call-${part.slice(5)}`;
    return link;
  });
}

// The first sentence says it all, the others are a list below it.
export function sentences([first, ...others]) {
  return [english(make("p", "lead", ...linked(first))), ...list(others)];
}

const list = (told) => (told.length ? [english(make("ul", "because", ...told.map((text) => make("li", "", ...linked(text)))))] : []);

// What stands in the way, and what would help.
export function waiting(why) {
  const ways = why.ways_out.length ? [make("h4", "", t("What would help")), ...list(why.ways_out)] : [];
  return [make("h3", "", t("Why it waits")), ...sentences(why.sentences), ...ways];
}

export function facts(call) {
  const waited = span(call.asked_person_ms, call.talk_began_ms ?? call.wait_ended_ms ?? call.ended_ms);
  const talked = span(call.talk_began_ms, call.talk_ended_ms ?? call.ended_ms);
  const told = [
    [t("Rang"), `${moment(call.rang_utc_ms)}, ${lineName(call.line)}`],
    [t("Queue"), call.queue],
    [t("Waited"), waited === null ? null : duration(waited)],
    [t("Talked"), talked === null ? null : call.agent ? t("{time} with {agent}", { time: duration(talked), agent: properName(call.agent) }) : duration(talked)],
    [t("Missed offers"), call.misses || null],
    [t("Way"), call.path.join(" › ")],
    [t("Collected"), Object.entries(call.variables).map(([name, value]) => `${name} ${value}`).join(", ")],
    [t("Ended by"), endWords(call)],
  ];
  const rows = told.filter(([, value]) => value).map(([name, value]) => make("div", "", make("dt", "", name), make("dd", "", String(value))));
  return make("dl", "facts", ...rows);
}

// What is there stays when more is known: an opened decision is not closed below the reader's eyes.
export function fillTimeline(list, notes, retelling) {
  const behind = new Map();
  for (const reason of retelling?.decisions ?? []) {
    const at = reason.note ?? notes.findLastIndex((note) => note.at_ms <= reason.facts.at_ms);
    behind.set(at, [...(behind.get(at) ?? []), reason]);
  }
  const items = notes.map((note, index) => ({ ...note, index, reasons: behind.get(index) ?? [] }));
  keep(list, items, (item) => item.index, noteItem, fillNote);
}

function noteItem() {
  return make("li", "", make("span", "at"), make("div", "what", english(make("p")), make("div", "reasons")));
}

function fillNote(element, item) {
  const [at, what] = element.children;
  setText(at, since(item.at_ms));
  setText(what.children[0], item.text);
  element.toggleAttribute("data-decision", item.reasons.length > 0);
  keep(what.children[1], item.reasons, (reason) => item.reasons.indexOf(reason), reasonDetails, () => {});
}

function reasonDetails(reason) {
  const { facts } = reason;
  const label = [
    plural("{count} agent was considered", "{count} agents were considered", facts.considered_in_all),
    facts.passed_over_in_all && plural("{count} call was passed over", "{count} calls were passed over", facts.passed_over_in_all),
  ].filter(Boolean).join(", ");
  const [first, ...others] = reason.sentences;
  const rows = others.map((text) => {
    const [, name, verdict] = /^([^:]{1,40}): (.*)$/.exec(text) ?? [null, null, text];
    return name ? make("li", "", make("b", "", name), " ", ...linked(verdict)) : make("li", "", ...linked(text));
  });
  const summary = make("summary", "", icon("more"), make("span", "", label));
  return make("details", "reason", summary, english(make("p", "", first)), english(make("ul", "", ...rows)));
}

export function overtakings(retelling) {
  if (!retelling?.overtakings.length) return [];
  const rows = retelling.overtakings.map((one) => make("li", "", make("span", "at", since(one.facts.at_ms)), make("div", "what", english(make("p", "", ...linked(one.sentences.join(" ")))))));
  const more = retelling.overtakings_in_all - rows.length;
  const list = make("ol", "notes", ...rows);
  return [make("h3", "", t("Calls that came first while it waited")), list, ...(more > 0 ? [make("p", "more", t("and {count} more", { count: number(more) }))] : [])];
}
