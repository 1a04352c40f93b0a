// What the fields of the settings are called on the pages, and under which headings they stand.

import { pgettext, t } from "./language.js";

const LABELS = {
  name: t("Name"),
  need: t("Skills needed"),
  target: t("Answer within"),
  head_start: t("Head start"),
  band: t("Strict priority"),
  top_after: t("Highest priority after"),
  strategy: t("Who gets the call"),
  tiers: t("Tiers of agents here"),
  prefer_last_agent: t("Wait for the last agent"),
  relax: t("Made easier after a while"),
  "relax.after": t("After"),
  "relax.need": t("Skills needed then"),
  "relax.narrows": t("Is meant to be harder"),
  "relax.queues": t("And who serves these queues"),
  "relax.agents": t("And these agents"),
  "relax.overflow": t("The caller leaves the queue"),
  load: t("Weight of its calls"),
  offer: t("An agent is rung for"),
  max_wait: t("Longest wait"),
  keep_place: t("Place kept after a broken call"),
  short: t("Short wait"),
  capacity: t("Most callers waiting"),
  needs_staff: t("Only while somebody is signed in"),
  misses: t("Break after missed calls"),
  misses_busy: t("Break after busy telephones"),
  misses_declined: t("Break after declined calls"),
  misses_unreachable: t("Break after unreachable telephones"),
  excluded: t("Not the same agent again for"),
  announce_every: t("News for callers every"),
  announce_percentile: t("Enough for so many in a hundred"),
  announce_minutes: t("Prompts for minutes"),
  announce_spoken: t("Further minutes spoken"),
  announce_places: t("Places in line told"),
  announce_next: t("Said to who is next"),
  music: t("Music"),
  record: t("Recording"),
  record_notice: t("Notice before it"),
  record_refuse_key: t("Key to refuse it"),
  record_beep_every: t("Beep every"),
  record_beep_dbm0: t("Loudness of the beep (dBm0)"),
  record_pause: t("Longest pause"),
  skills: t("Skills"),
  tier: t("Tier"),
  position: t("Place in the list"),
  "agent.capacity": t("How much at once"),
  "capacity.voice": t("Calls"),
  "capacity.text": t("Texts"),
  "capacity.message": t("Messages"),
  "capacity.callback": t("Callbacks"),
  wrap_up: t("Time for notes"),
  watches: t("May, in calls of others"),
  ready_at_start: t("Ready as soon as the telephone is"),
  station: t("Telephone"),
  options: t("Options of the driver"),
  monday: t("Monday"),
  tuesday: t("Tuesday"),
  wednesday: t("Wednesday"),
  thursday: t("Thursday"),
  friday: t("Friday"),
  saturday: t("Saturday"),
  sunday: t("Sunday"),
  closed_on: t("Closed on"),
  line: t("Shows the line"),
  queue: t("Shows the queue"),
  box: t("Shows the message box"),
  warn: t("Flashes after a wait of"),
  warn_messages: t("Flashes at so many messages"),
  fault: t("Shows what is out of order"),
  lit: t("How it is lit"),
};

const CHOICES = {
  longest_idle: t("Who has been ready longest"),
  least_occupied: t("Who was busy least in the last hour"),
  fewest_calls: t("Who had the fewest calls today"),
  least_talk_time: t("Who spoke least today"),
  round_robin: t("In turn"),
  linear: t("Who stands first in the list"),
  random: t("By lot"),
  best_skill: t("Who has the best skills"),
  least_versatile: t("Who has the fewest skills"),
  lighter_next: t("Who had the lighter calls"),
  ring_all: t("All of them ring"),
  on: pgettext("lamp or recording", "On"),
  off: pgettext("lamp or recording", "Off"),
  slow: t("Flashing slowly"),
  fast: t("Flashing fast"),
  "on demand": t("When asked for"),
  listen: t("Listen"),
  whisper: t("Whisper"),
  barge: t("Join in"),
};

// Headings with their fields, the usual ones first; the others stand below, folded.
const SECTIONS = {
  queue: [
    [t("Who takes the calls"), ["name", "need", "strategy", "tiers", "relax"], true],
    [t("How long callers wait"), ["target", "max_wait", "capacity", "needs_staff", "music"], true],
    [t("Who comes first"), ["head_start", "band", "top_after", "prefer_last_agent", "keep_place"]],
    [t("How agents are rung"), ["offer", "excluded", "misses", "misses_busy", "misses_declined", "misses_unreachable", "load"]],
    [t("What callers are told"), ["announce_every", "announce_places", "announce_spoken", "announce_minutes", "announce_next", "announce_percentile"]],
    [t("Recording"), ["record", "record_notice", "record_refuse_key", "record_beep_every", "record_beep_dbm0", "record_pause"]],
    [t("Figures"), ["short"]],
  ],
  agent: [
    [t("Who it is"), ["name", "skills", "tier", "position"], true],
    [t("Telephone"), ["station", "ready_at_start", "options"], true],
    [t("Work"), ["wrap_up", "watches", "capacity"], true],
  ],
  hours: [
    [t("Open"), ["name", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"], true],
    [t("Holidays"), ["closed_on"], true],
  ],
  lamp: [[t("What lights it"), ["name", "line", "queue", "box", "fault", "warn", "warn_messages", "lit"], true]],
};

const KINDS = {
  queue: t("queue"),
  agent: t("agent"),
  hours: t("hours"),
  lamp: t("lamp"),
  line: t("line"),
  flow: t("flow"),
  prompt: t("prompt"),
  target: t("target"),
};

const spaced = (key) => key.charAt(0).toUpperCase() + key.slice(1).replaceAll("_", " ");

export const kindName = (kind) => KINDS[kind] ?? spaced(kind);
export const choiceName = (choice) => CHOICES[choice] ?? spaced(choice);

// Of a field at these keys in a table of that kind.
export function fieldName(kind, keys) {
  const named = keys.filter((key) => !/^\d+$/.test(key));
  const key = named.at(-1) ?? "";
  const holder = named.length > 1 ? named.at(-2) : kind;
  return LABELS[`${holder}.${key}`] ?? LABELS[key] ?? spaced(key);
}

// Where something stands, for lists of changes and of faults.
export function spotName(spot) {
  const table = [kindName(spot.kind), spot.name].filter(Boolean).join(" ");
  const keys = spot.keys.map((key, at) => (/^\d+$/.test(key) ? key : fieldName(spot.kind, spot.keys.slice(0, at + 1))));
  return [table, ...keys].join(" › ");
}

// [[heading, fields, open]]: every field stands in one of them.
export function sectionsOf(form) {
  const known = new Map(form.fields.map((field) => [field.key, field]));
  const sections = (SECTIONS[form.kind] ?? []).map(([heading, keys, open]) => [heading, keys.filter((key) => known.has(key)).map((key) => known.get(key)), open ?? false]);
  const placed = new Set(sections.flatMap(([, fields]) => fields));
  const rest = form.fields.filter((field) => !placed.has(field));
  return rest.length ? [...sections, [t("More"), rest, !sections.length]] : sections;
}
