// The agent's page: what rings, what is said to whom, and every act by button and by key.

import { sentence } from "./ask.js";
import { everySecond, duration, freeze, moment, now, setClock, thaw, tick, timeOfDay, utc } from "./clock.js";
import { ACTS, ASKED } from "./desk.js";
import { keep, make, setAttribute, setText } from "./dom.js";
import { icon } from "./icons.js";
import { english, number, pgettext, t } from "./language.js";
import { PhoneSocket } from "./phone.js";
import { Sound, allowed, lacking } from "./sound.js";
import { agentFace, callerWords, lineFace, lineName, outcomeFace, properName, reasonWord, recordingWord, statusWord } from "./words.js";

const agent = document.documentElement.dataset.agent;
const find = (selector) => document.querySelector(selector);
const sound = new Sound();
const socket = new PhoneSocket(agent);
const QUIET = { agent: null, call: null, ended: null, colleagues: [], queues: [], gone: null };
const TALKS = ["talking", "holding", "dialling", "watching"];

let desk = QUIET;
let phone = { state: "off", why: "" }; // off, here, taken, elsewhere, none
let lost = null; // since when this page has no connection
let trouble = ""; // what was refused last
let card = null; // of the caller: { call, why, last }
let notice = null; // the browser's own notification
const box = document.documentElement.dataset.house;

// News

socket.onmessage = (message) => {
  lost = null;
  if (message.is === "phone") phone = message;
  if (message.is === "desk") takeDesk(message);
  show();
};
socket.onframe = (buffer) => sound.hear(buffer);
socket.onlost = () => {
  lost ??= Date.now();
  sound.ring(false);
  show();
};
sound.onframe = (samples) => socket.speak(samples);
sound.onlost = () => {
  phone = { state: "off", why: t("The microphone is gone.") };
  socket.open({ sound: false });
  show();
};
sound.onlevel = (level) => {
  const meter = find("meter");
  meter.value = Math.round(100 * Math.min(1, Math.max(0, 1 + Math.log10(Math.max(level, 0.001)) / 3)));
};
sound.onquality = ({ waiting, late, dropped, squeezed }) => {
  const missed = late + dropped + socket.dropped;
  setText(find("[data-quality]"), sound.open ? t("{waiting} ms in hand · {missed} pieces missed · {smoothed} smoothed", { waiting: number(waiting * 20), missed: number(missed), smoothed: number(squeezed) }) : "");
};

function takeDesk({ desk: told, now: boxNow, utc_ms: boxUtc }) {
  const before = desk;
  desk = told;
  if (boxNow !== undefined) setClock(boxNow, boxUtc);
  listen();
  const call = desk.call?.call ?? desk.ended?.call ?? null;
  if (call !== (before.call?.call ?? before.ended?.call ?? null)) newCall(call);
  if (desk.agent?.activity !== before.agent?.activity) announce(before);
}

// Sound flows while the agent speaks with somebody, and begins with nothing old in it.
function listen() {
  const talks = phone.state === "here" && TALKS.includes(desk.agent?.activity);
  if (talks === sound.open) return;
  sound.open = talks;
  if (talks) sound.begin();
  else socket.rest();
}

async function newCall(call) {
  card = null;
  trouble = "";
  find("#note").value = "";
  if (call === null) return;
  try {
    const answer = await fetch(`/api/v1/phone/card/${call}?${new URLSearchParams({ agent })}`);
    const told = await answer.json();
    if (answer.ok && told.call.call === (desk.call ?? desk.ended)?.call) card = told;
  } catch {
    return; // the page shows what it knows; who is lost tells the banner
  }
  show();
}

function announce(before) {
  const face = desk.agent ? agentFace(desk.agent).word : t("Unknown to the box");
  const rings = desk.agent?.activity === "offered";
  const who = desk.call ? callerWords(desk.call.caller)[0] : "";
  sound.ring(rings);
  say(rings ? t("{who} rings. A answers, D declines.", { who }) : before.agent ? `${face}${who ? `: ${who}` : ""}` : "");
  notice?.close();
  notice = null;
  if (rings && document.hidden && globalThis.Notification?.permission === "granted") {
    notice = new Notification(t("{who} rings", { who }), { body: desk.call.queue ?? "", tag: "callbox-ring", requireInteraction: true });
    notice.onclick = () => globalThis.focus();
  }
}

const say = (text) => text && setText(find("[data-said]"), text);

// Acts

async function order(what, words) {
  trouble = "";
  try {
    await socket.order(what, words);
  } catch (fault) {
    trouble = sentence(fault.message);
    say(trouble);
  }
  show();
}

function perform(act) {
  sound.resume();
  if (act.focus) find(act.focus).focus();
  else if (act.dialog) ask(act);
  else order(act.order, { token: desk.agent?.token ?? 0 });
}

function ask(act) {
  const asked = ASKED[act.dialog];
  const dialog = find("dialog.company");
  const [list, typed] = [find("#company-whom"), find("#company-number")];
  const choices = asked.from?.(desk) ?? [];
  setText(find("#company-title"), act.dialog === "whom" ? t("{act}: whom?", { act: act.word }) : asked.title);
  setText(find("[data-whom-label]"), asked.list ?? "");
  setText(find("[data-number-label]"), asked.typed ?? "");
  list.replaceChildren(...choices.map(([value, word]) => Object.assign(make("option", "", word), { value })));
  if (asked.typed && asked.list && act.dialog !== "reason" && !choices.length) list.append(Object.assign(make("option", "", t("nobody is ready")), { value: "" }));
  for (const part of [list, find("[data-whom-label]")]) part.hidden = !asked.list;
  for (const part of [typed, find("[data-number-label]")]) part.hidden = !asked.typed;
  typed.value = "";
  setText(find("[data-company-yes]"), asked.yes);
  dialog.onclose = () => {
    const text = typed.value.trim();
    if (dialog.returnValue !== "yes" || !(text || list.value)) return;
    order(text ? (asked.typedOrder?.(act.order) ?? act.order) : act.order, { text: text || list.value });
  };
  dialog.returnValue = "";
  dialog.showModal();
}

const offered = () => (lost || phone.state === "taken" ? [] : ACTS.filter((act) => act.when(desk)));

// Letters do nothing while something is typed, and nothing at all where that is switched off.
addEventListener("keydown", (event) => {
  sound.resume();
  if (event.key === "Enter" && event.ctrlKey && event.target.id === "note") {
    event.preventDefault();
    find(".note").requestSubmit();
  }
  const typing = event.target.closest("input:not([type=checkbox]), textarea, select, dialog");
  if (event.key === "Escape" && event.target.id === "note") event.target.blur();
  if (typing || event.ctrlKey || event.altKey || event.metaKey || event.repeat || !find("[data-keys]").checked) return;
  const wanted = event.key === "p" ? { start: startPhone, takeOver: () => takeOver() }[phoneAct()?.[0]] : null;
  const act = offered().find((one) => one.key === event.key.toLowerCase());
  if (!wanted && !act) return;
  event.preventDefault();
  if (wanted) wanted();
  else perform(act);
});
addEventListener("pointerdown", () => sound.resume());

find(".note").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = find("#note").value.trim();
  if (!text) return;
  await order("note", { text });
  if (trouble) return;
  find("#note").value = "";
  find("#note").blur();
  say(t("The note is kept."));
});

const KEYS = find("[data-keys]");
KEYS.checked = localStorage.keys !== "off";
KEYS.addEventListener("change", () => (localStorage.keys = KEYS.checked ? "on" : "off"));

// The phone in this page

async function startPhone() {
  try {
    await sound.start();
  } catch (fault) {
    phone = { state: "off", why: fault.message };
    show();
    return;
  }
  if (globalThis.Notification?.permission === "default") Notification.requestPermission();
  socket.open({ sound: true });
  show();
}

function takeOver() {
  phone = { state: "off", why: "" };
  socket.open({ sound: true, takeOver: true });
}

// What the phone's one button does now: its name and its words.
function phoneAct() {
  if (lacking() || phone.state === "here" || phone.state === "elsewhere") return null;
  if (phone.state === "taken") return ["takeOver", t("Use the phone here")];
  return sound.works ? null : ["start", t("Start the phone")];
}

function phoneWords() {
  if (phone.state === "elsewhere") return `${sentence(phone.why)} ${t("This page shows the calls all the same.")}`;
  const why = lacking();
  if (why) return `${why} ${t("Calls can be seen here, and not be spoken.")}`;
  if (phone.state === "taken") return t("Your phone is open in another tab or browser. Calls ring there.");
  if (phone.state === "here") return sound.audible ? t("Ready: microphone and loudspeaker are this browser's.") : t("Press any key or click, so that the browser lets you hear the caller.");
  return phone.why ? sentence(phone.why) : t("Not started yet: no call can reach you.");
}

// Showing

function show() {
  const wrong = lost ? { since: lost, reason: t("This page has lost its connection.") } : desk.gone && { since: desk.gone.since_utc_ms, reason: sentence(desk.gone.reason) };
  wrong ? freeze() : thaw();
  document.body.toggleAttribute("data-stale", Boolean(wrong));
  link(wrong);
  banner(wrong ? ["stale", `${staleWords(wrong)}.`, `${wrong.reason} ${t("It recovers by itself; a caller hears music meanwhile.")}`] : trouble ? ["draining", t("Not done."), trouble] : null);
  showMe();
  showCall();
  showPhone();
  showLegend();
  document.title = titleWords();
  tick();
}

function titleWords() {
  const name = properName(agent);
  if (desk.agent?.activity === "offered" && desk.call) return t("☎ {caller} rings – {name}", { caller: callerWords(desk.call.caller)[0], name });
  return `${desk.agent ? `${agentFace(desk.agent).word} – ` : ""}${name} – ${box}`;
}

const staleWords = (wrong) => t("Stale since {time}", { time: timeOfDay(wrong.since) });

function link(wrong) {
  const element = find("cb-link");
  setAttribute(element, "data-state", wrong ? "stale" : desk.draining ? "draining" : "live");
  setAttribute(element.querySelector("cb-icon"), "name", wrong ? "trouble" : "live");
  setText(element.querySelector("span"), wrong ? staleWords(wrong) : desk.draining ? t("Stopping") : t("Live"));
}

// Changed only when its words change: it is a live region.
function banner(told) {
  const element = find("cb-banner");
  element.hidden = !told;
  const said = told ? told.join(" ") : "";
  if (element.dataset.said === said) return;
  element.dataset.said = said;
  setAttribute(element, "data-state", told?.[0]);
  element.replaceChildren(...(told ? [icon("trouble"), make("p", "", make("strong", "", told[1]), ` ${told[2]}`)] : []));
}

function showMe() {
  const chip = find("[data-me]");
  const face = desk.agent ? agentFace(desk.agent) : { word: lost ? t("Unknown") : t("The box does not know you"), tone: "trouble", icon: "trouble" };
  setAttribute(chip, "data-tone", face.tone);
  setAttribute(chip.querySelector("cb-icon"), "name", face.icon);
  const status = desk.agent?.status;
  const beside = desk.agent && desk.agent.activity !== "idle" && status !== "ready" ? `, ${statusWord(status)}` : "";
  setText(chip.querySelector("span"), `${face.word}${beside}${status === "on break" && desk.agent.reason ? `: ${reasonWord(desk.agent.reason)}` : ""}`);
  buttons("me");
}

function showCall() {
  const section = find(".call");
  const call = desk.call ?? desk.ended;
  const face = callFace();
  setAttribute(section, "data-tone", face.tone);
  setAttribute(section.querySelector("cb-icon"), "name", face.icon);
  setText(find(".call .state"), face.word);
  const [name, number] = call ? callerWords(call.caller) : [t("No call"), ""];
  setText(find("#call-title"), name);
  setText(find("[data-number]"), call ? number : idleWords());
  section.querySelector("header cb-timer").since = desk.agent && call ? desk.agent.since : null;
  fillCard(call);
  fillLast();
  find(".note").hidden = !(desk.agent?.activity === "wrapping up" || ["talking", "holding"].includes(desk.agent?.activity));
  buttons("call");
}

function callFace() {
  if (!desk.agent) return { word: "", tone: "idle", icon: "idle" };
  const activity = desk.agent.activity;
  if (activity === "offered") return { word: t("Rings for you"), tone: "ringing", icon: "ringing" };
  if (activity === "holding" || activity === "wrapping up" || !desk.call) return agentFace(desk.agent);
  const face = lineFace(null, desk.call);
  return desk.agent.muted ? { ...face, word: t("{state}, you are muted", { state: face.word }), tone: "paused" } : face;
}

function idleWords() {
  if (desk.agent?.status === "signed out") return t("You are signed out; nothing rings here.");
  if (desk.agent?.status === "on break") return t("You are on a break; nothing rings here.");
  return phone.state === "here" || phone.state === "elsewhere" ? t("The next call rings here.") : t("The phone is not started in this page.");
}

function fillCard(call) {
  const list = find(".card");
  list.hidden = !call;
  if (!call) return;
  const told = card?.call.call === call.call ? card : null;
  const waited = told && told.call.asked_person_ms !== null && told.call.talk_began_ms !== null ? duration(told.call.talk_began_ms - told.call.asked_person_ms) : null;
  const rows = [
    [desk.agent?.activity === "offered" ? t("Waits") : t("Waited"), desk.agent?.activity === "offered" && desk.arrived !== null ? Object.assign(document.createElement("cb-timer"), { since: desk.arrived }) : waited],
    [t("Queue"), call.queue],
    [t("Line"), lineName(call.line)],
    [t("Came by"), told?.call.path.join(" › ")],
    [t("Entered"), told && Object.entries(told.call.variables).map(([name, value]) => `${name} ${value}`).join(", ")],
    [t("Why you"), told?.why && english(make("span", "", told.why))],
    [pgettext("others in a call", "With"), desk.call?.others.map(properName).join(", ")],
    [t("Recording"), desk.call && recordingWord(desk.call.recording)],
  ].filter(([, value]) => value);
  const key = JSON.stringify(rows.map(([word, value]) => [word, value instanceof HTMLSpanElement ? value.textContent : value instanceof Node ? desk.arrived : value]));
  if (list.dataset.key === key) return;
  list.dataset.key = key;
  list.replaceChildren(...rows.map(([word, value]) => make("div", "", make("dt", "", word), make("dd", "", value))));
}

function fillLast() {
  const section = find(".last");
  const calls = card?.last ?? [];
  section.hidden = !calls.length;
  keep(
    section.querySelector("ol"),
    calls,
    (call) => call.call,
    () => make("li"),
    (row, call) => {
      const face = outcomeFace(call.outcome);
      if (!row.firstChild) row.append(make("span", "chip", icon(face.icon), make("span", "", face.word)), make("span", "when"), make("span", "detail"));
      setAttribute(row.firstChild, "data-tone", face.tone);
      setText(row.children[1], moment(call.rang_utc_ms));
      setText(row.children[2], [call.agent && properName(call.agent), call.queue, call.talk_began_ms !== null && call.talk_ended_ms !== null && duration(call.talk_ended_ms - call.talk_began_ms)].filter(Boolean).join(" · "));
    },
  );
}

function showPhone() {
  setText(find("[data-phone]"), phoneWords());
  setAttribute(find(".sound"), "data-phone-state", phone.state);
  find("meter").hidden = !sound.works;
  const wanted = phoneAct();
  const place = find("[data-acts=phone]");
  keep(place, wanted ? [wanted] : [], ([name]) => name, () => make("button", "", make("span"), " ", make("kbd", "", "P")), (button, [name, word]) => {
    button.type = "button";
    button.dataset.tone = "yes";
    setText(button.firstChild, word);
    button.onclick = name === "start" ? startPhone : takeOver;
  });
}

// A button keeps its element, and with it the focus, as long as its act is offered.
function buttons(place) {
  const acts = offered().filter((act) => act.place === place);
  keep(find(`[data-acts=${place}]`), acts, (act) => `${act.key} ${act.word}`, () => make("button", "", make("span"), " ", make("kbd")), (button, act) => {
    button.type = "button";
    setAttribute(button, "data-tone", act.tone || null);
    setAttribute(button, "aria-keyshortcuts", act.key.toUpperCase());
    setText(button.firstChild, act.word);
    setText(button.lastChild, act.key.toUpperCase());
    button.onclick = () => perform(act);
  });
}

function showLegend() {
  const words = new Map();
  for (const { key, word } of ACTS) if (!words.get(key)?.includes(word)) words.set(key, [...(words.get(key) ?? []), word]);
  words.set("p", [t("Start the phone, or use it here")]);
  keep(find(".legend dl"), [...words], ([key]) => key, () => make("div", "", make("dt", "", make("kbd")), make("dd")), (row, [key, said]) => {
    setText(row.querySelector("kbd"), key.toUpperCase());
    setText(row.querySelector("dd"), said.join(", "));
  });
}

everySecond(() => {
  if (!lost) setText(find("[data-clock]"), timeOfDay(utc() || Date.now()));
});

addEventListener("pagehide", () => sound.stop());
show();
if (!lacking() && (await allowed())) await startPhone();
if (!sound.works) socket.open({ sound: false });
