// How states, callers and outcomes are said and shown: a word, a tone and an icon each.

const face = (word, tone, icon) => ({ word, tone, icon });

const LINE = {
  "out of order": face("Out of order", "trouble", "trouble"),
  idle: face("Idle", "idle", "idle"),
  ringing: face("Ringing", "ringing", "ringing"),
  answering: face("Answering", "flow", "wait"),
  "in use": face("In use", "flow", "flow"),
  dialling: face("Dialling", "ringing", "ringing"),
  releasing: face("Hanging up", "idle", "ending"),
};

const CALL = {
  begun: LINE.ringing,
  ringing: LINE.ringing,
  answering: LINE.answering,
  "in flow": face("In the menu", "flow", "flow"),
  waiting: face("Waiting", "waiting", "waiting"),
  offered: face("Waiting, offered", "waiting", "waiting"),
  talking: face("Talking", "talking", "talking"),
  dialling: LINE.dialling,
  calling: face("Rings there", "ringing", "ringing"),
  transferring: face("Being sent on", "flow", "left"),
  asking: face("On hold, somebody is asked", "paused", "break"),
  consulting: face("On hold, agent consults", "paused", "break"),
  inviting: face("Talking, one more rings", "talking", "talking"),
  "in conference": face("In conference", "talking", "talking"),
  linked: face("Joined with another call", "talking", "left"),
  "leaving message": face("Leaving a message", "message", "message"),
  ending: face("Ending", "idle", "ending"),
  ended: face("Ended", "idle", "ending"),
};

const ACTIVITY = {
  idle: face("Free", "free", "free"),
  offered: face("Call offered", "ringing", "ringing"),
  talking: face("Talking", "talking", "talking"),
  dialling: face("Calling", "ringing", "ringing"),
  holding: face("Caller on hold", "paused", "break"),
  watching: face("Listens in", "flow", "flow"),
  "wrapping up": face("Wrapping up", "message", "wrapup"),
};

const STATUS = {
  "signed out": face("Signed out", "out", "out"),
  "on break": face("On break", "paused", "break"),
};

const OUTCOME = {
  answered: face("Answered", "talking", "answered"),
  abandoned: face("Abandoned", "trouble", "missed"),
  "short-abandoned": face("Abandoned early", "paused", "missed"),
  missed: face("Missed", "trouble", "missed"),
  "left by key": face("Left by key", "flow", "left"),
  overflowed: face("Overflowed", "ringing", "left"),
  "message taken": face("Message taken", "message", "message"),
  "self-served": face("Self-served", "flow", "self"),
  "no response": face("No response", "paused", "out"),
  reached: face("Reached", "talking", "answered"),
  "not reached": face("Not reached", "paused", "missed"),
  fax: face("Fax", "flow", "self"),
  transferred: face("Sent on", "flow", "left"),
  "line lost": face("Line lost", "trouble", "cut"),
  "power lost": face("Power lost", "trouble", "cut"),
  "cut by restart": face("Cut by restart", "trouble", "cut"),
};

const LAMP = { off: "Off", on: "On", slow: "Slow blink", fast: "Fast blink" };

const unknown = (word) => face(word, "idle", "idle");

export const lineFace = (line, call) => (call ? CALL[call.state] ?? unknown(call.state) : LINE[line.state] ?? unknown(line.state));
export const callFace = (state) => CALL[state] ?? unknown(state);
export const outcomeFace = (outcome) => OUTCOME[outcome] ?? unknown(outcome ?? "Open");
export const lampWord = (pattern) => LAMP[pattern] ?? pattern;

// What an agent does counts for more than what they said: a conversation goes on after signing out.
export function agentFace(agent) {
  if (agent.activity === "idle" && agent.status !== "ready") return STATUS[agent.status] ?? unknown(agent.status);
  return ACTIVITY[agent.activity] ?? unknown(agent.activity);
}

// What a mobile line sees of its network: operator, kind of network, strength; what is wrong instead, if something is.
export function networkWords(network) {
  const strength = network.dbm === null ? "signal unknown" : `${network.dbm} dBm`.replace("-", "−");
  const place = [network.operator, network.access].filter(Boolean).join(" ");
  const standing = network.registration === "registered" ? "" : network.registration;
  return [place, standing, strength].filter(Boolean).join(" · ");
}

export const barsWords = (network) => `Signal: ${network.bars} of ${MOST_BARS} bars`;
export const MOST_BARS = 4;

export function lineName(name) {
  const numbered = /^line[ _-]?(\d+)$/i.exec(name);
  return numbered ? `Line ${numbered[1]}` : name;
}

export const properName = (name) => name.charAt(0).toUpperCase() + name.slice(1);

const HIDDEN = { withheld: "Number withheld", "out of area": "Number not available", unknown: "Unknown caller" };

// Whom to show first and what below it: name and number, or the number, or why there is none.
export function callerWords(caller) {
  if (caller.name) return [caller.name, caller.number];
  return [caller.number || HIDDEN[caller.presentation] || "Unknown caller", ""];
}

export const count = (number, one, many) => `${number} ${number === 1 ? one : many}`;
