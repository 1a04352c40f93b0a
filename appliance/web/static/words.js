// How states, callers and outcomes are said and shown: a word, a tone and an icon each.

import { pgettext, t } from "./language.js";

const face = (word, tone, icon) => ({ word, tone, icon });

const LINE = {
  "out of order": face(t("Out of order"), "trouble", "trouble"),
  idle: face(t("Idle"), "idle", "idle"),
  ringing: face(t("Ringing"), "ringing", "ringing"),
  answering: face(t("Answering"), "flow", "wait"),
  "in use": face(t("In use"), "flow", "flow"),
  dialling: face(t("Dialling"), "ringing", "ringing"),
  releasing: face(t("Hanging up"), "idle", "ending"),
};

const CALL = {
  begun: LINE.ringing,
  ringing: LINE.ringing,
  answering: LINE.answering,
  "in flow": face(t("In the menu"), "flow", "flow"),
  waiting: face(t("Waiting"), "waiting", "waiting"),
  offered: face(t("Waiting, offered"), "waiting", "waiting"),
  talking: face(t("Talking"), "talking", "talking"),
  dialling: LINE.dialling,
  calling: face(t("Rings there"), "ringing", "ringing"),
  transferring: face(t("Being sent on"), "flow", "left"),
  asking: face(t("On hold, somebody is asked"), "paused", "break"),
  consulting: face(t("On hold, agent consults"), "paused", "break"),
  inviting: face(t("Talking, one more rings"), "talking", "talking"),
  "in conference": face(t("In conference"), "talking", "talking"),
  linked: face(t("Joined with another call"), "talking", "left"),
  "leaving message": face(t("Leaving a message"), "message", "message"),
  ending: face(t("Ending"), "idle", "ending"),
  ended: face(t("Ended"), "idle", "ending"),
};

const ACTIVITY = {
  idle: face(t("Free"), "free", "free"),
  offered: face(t("Call offered"), "ringing", "ringing"),
  talking: face(t("Talking"), "talking", "talking"),
  dialling: face(t("Calling"), "ringing", "ringing"),
  holding: face(t("Caller on hold"), "paused", "break"),
  watching: face(t("Listens in"), "flow", "flow"),
  "wrapping up": face(t("Wrapping up"), "message", "wrapup"),
};

const STATUS = {
  "signed out": face(t("Signed out"), "out", "out"),
  "on break": face(t("On break"), "paused", "break"),
};

export const statusWord = (status) => STATUS[status]?.word ?? status;

const OUTCOME = {
  answered: face(t("Answered"), "talking", "answered"),
  abandoned: face(t("Abandoned"), "trouble", "missed"),
  "short-abandoned": face(t("Abandoned early"), "paused", "missed"),
  missed: face(t("Missed"), "trouble", "missed"),
  "left by key": face(t("Left by key"), "flow", "left"),
  overflowed: face(t("Overflowed"), "ringing", "left"),
  "message taken": face(t("Message taken"), "message", "message"),
  "self-served": face(t("Self-served"), "flow", "self"),
  "no response": face(t("No response"), "paused", "out"),
  reached: face(t("Reached"), "talking", "answered"),
  "not reached": face(t("Not reached"), "paused", "missed"),
  fax: face(t("Fax"), "flow", "self"),
  transferred: face(t("Sent on"), "flow", "left"),
  "line lost": face(t("Line lost"), "trouble", "cut"),
  "power lost": face(t("Power lost"), "trouble", "cut"),
  "cut by restart": face(t("Cut by restart"), "trouble", "cut"),
};

const LAMP = { off: pgettext("lamp", "Off"), on: pgettext("lamp", "On"), slow: t("Slow blink"), fast: t("Fast blink") };

const unknown = (word) => face(word, "idle", "idle");

export const lineFace = (line, call) => (call ? CALL[call.state] ?? unknown(call.state) : LINE[line.state] ?? unknown(line.state));
export const callFace = (state) => CALL[state] ?? unknown(state);
export const outcomeFace = (outcome) => OUTCOME[outcome] ?? unknown(outcome ?? pgettext("outcome", "Open"));
export const lampWord = (pattern) => LAMP[pattern] ?? pattern;

// What an agent does counts for more than what they said: a conversation goes on after signing out.
export function agentFace(agent) {
  if (agent.activity === "idle" && agent.status !== "ready") return STATUS[agent.status] ?? unknown(agent.status);
  return ACTIVITY[agent.activity] ?? unknown(agent.activity);
}

const REGISTRATION = {
  "not registered and not searching: switch the radio on or choose a network": t("not registered and not searching: switch the radio on or choose a network"),
  "searching for a network": t("searching for a network"),
  "the network denies the SIM: ask the operator": t("the network denies the SIM: ask the operator"),
  "unknown, often: out of coverage; look at the aerial": t("unknown, often: out of coverage; look at the aerial"),
  "registered, roaming": t("registered, roaming"),
  "registered for short messages only: no calls": t("registered for short messages only: no calls"),
  "registered for short messages only, roaming: no calls": t("registered for short messages only, roaming: no calls"),
  "emergency calls only: the SIM is not accepted here": t("emergency calls only: the SIM is not accepted here"),
  "registered; calls need VoLTE": t("registered; calls need VoLTE"),
  "registered, roaming; calls need VoLTE": t("registered, roaming; calls need VoLTE"),
  "emergency calls only": t("emergency calls only"),
};

// What a mobile line sees of its network: operator, kind of network, strength; what is wrong instead, if something is.
export function networkWords(network) {
  const strength = network.dbm === null ? t("signal unknown") : `${network.dbm} dBm`.replace("-", "−");
  const place = [network.operator, network.access].filter(Boolean).join(" ");
  const standing = network.registration === "registered" ? "" : REGISTRATION[network.registration] ?? network.registration;
  return [place, standing, strength].filter(Boolean).join(" · ");
}

export const barsWords = (network) => t("Signal: {bars} of {most} bars", { bars: network.bars, most: MOST_BARS });
export const MOST_BARS = 4;

export function lineName(name) {
  const numbered = /^line[ _-]?(\d+)$/i.exec(name);
  return numbered ? t("Line {number}", { number: numbered[1] }) : name;
}

const ENDER = { caller: t("the caller"), agent: t("the agent"), box: t("the box"), "far end": t("the far end") };

const CAUSE = {
  "loop break": t("loop break"),
  "busy told by the modem": t("busy told by the modem"),
  "congestion told by the modem": t("congestion told by the modem"),
  "dial tone told by the modem": t("dial tone told by the modem"),
  "told by the network": t("told by the network"),
  "busy tone heard": t("busy tone heard"),
  "congestion tone heard": t("congestion tone heard"),
  "dial tone heard": t("dial tone heard"),
  "number-unobtainable tone heard": t("number-unobtainable tone heard"),
  "repeated tone heard": t("repeated tone heard"),
  "steady tone heard": t("steady tone heard"),
  silence: t("silence"),
  "time limit": t("time limit"),
  "ringing stopped": t("ringing stopped"),
};

// Who ended a call, and what told it.
export function endWords(call) {
  if (!call.hung_up) return "";
  const ender = ENDER[call.hung_up] ?? call.hung_up;
  return call.cause ? t("{ender} ({cause})", { ender, cause: CAUSE[call.cause] ?? call.cause }) : ender;
}

const RECORDING = { "not recorded": "", "being told": t("is being announced"), recorded: t("runs"), paused: t("paused"), refused: t("refused by the caller") };
export const recordingWord = (state) => RECORDING[state] ?? state;

// Kept in English, so that a house that speaks two languages counts them together; others are as they were typed.
export const REASONS = { Lunch: t("Lunch"), Coffee: t("Coffee"), Meeting: t("Meeting"), Training: t("Training"), Paperwork: t("Paperwork") };
export const reasonWord = (reason) => REASONS[reason] ?? reason;

export const properName = (name) => name.charAt(0).toUpperCase() + name.slice(1);

const HIDDEN = { withheld: t("Number withheld"), "out of area": t("Number not available"), unknown: t("Unknown caller") };

// Whom to show first and what below it: name and number, or the number, or why there is none.
export function callerWords(caller) {
  if (caller.name) return [caller.name, caller.number];
  return [caller.number || HIDDEN[caller.presentation] || t("Unknown caller"), ""];
}
