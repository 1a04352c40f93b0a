// The live page: what the socket tells goes into one state, and every element shows its part of it.

import "./agents.js";
import "./announcer.js";
import "./calls.js";
import "./lamps.js";
import "./lines.js";
import "./queues.js";
import "./story.js";
import "./summary.js";
import "./texts.js";
import { sentence } from "./ask.js";
import { everySecond, freeze, setClock, thaw, tick, timeOfDay, utc } from "./clock.js";
import { make, setAttribute, setText } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./language.js";
import { LiveSocket } from "./socket.js";

const SHOWN_BY = {
  "cb-summary": ["lines", "queues", "agents"],
  "cb-lines": ["lines", "calls"],
  "cb-queues": ["queues", "calls"],
  "cb-agents": ["agents", "calls"],
  "cb-lamps": ["lamps"],
  "cb-calls": ["last_calls"],
  "cb-texts": ["last_texts", "lines"],
  "cb-announcer": ["lines", "queues", "calls"],
  "cb-story": ["calls", "agents", "last_calls"],
};

const state = { gone: null, lost: null, draining: false };
const find = (selector) => document.querySelector(selector);

function hear(message) {
  if (message.assets && message.assets !== document.documentElement.dataset.assets) {
    location.reload(); // the program was renewed: an old page must not read its words
    return;
  }
  state.lost = null;
  Object.assign(state, message);
  if ("now" in message) setClock(message.now, message.utc_ms);
  if (message.box) {
    setText(find("[data-box]"), message.box);
    document.title = `${message.box} – ${t("live")}`;
  }
  showLink();
  if (!state.lines) return;
  for (const [tag, parts] of Object.entries(SHOWN_BY)) {
    if (parts.some((part) => part in message)) find(tag).show(state);
  }
  tick();
}

function lose() {
  state.lost ??= Date.now();
  showLink();
}

// What is wrong, if anything: the pages' program is gone, or the box behind it.
function trouble() {
  if (state.lost) return { since: state.lost, reason: t("This page has lost its connection.") };
  if (state.gone) return { since: state.gone.since_utc_ms, reason: sentence(state.gone.reason) };
  return null;
}

// What the page says of itself: kind, icon, the words in the corner; title and words of the banner, if there is one.
function condition() {
  const wrong = trouble();
  const words = wrong && `${wrong.reason} ${t("This page recovers by itself.")}`;
  if (wrong && !state.lines) return ["stale", "trouble", t("No box"), t("No box to show yet."), words];
  if (wrong) return ["stale", "trouble", staleWords(wrong), `${staleWords(wrong)}.`, words];
  if (state.draining) return ["draining", "wait", t("Stopping"), t("The box is stopping."), t("New calls are not answered; conversations may end.")];
  return ["live", "live", t("Live")];
}

const staleWords = (wrong) => t("Stale since {time}", { time: timeOfDay(wrong.since) });

function showLink() {
  const [kind, name, corner, title, words] = condition();
  kind === "stale" ? freeze() : thaw();
  document.body.toggleAttribute("data-stale", kind === "stale");
  find("main").hidden = find("cb-summary").hidden = !state.lines;
  link(kind, name, corner);
  banner(title ? kind : null, name, title, words);
}

function link(kind, name, words) {
  const element = find("cb-link");
  setAttribute(element, "data-state", kind);
  setAttribute(element.querySelector("cb-icon"), "name", name);
  setText(element.querySelector("span"), words);
}

// Changed only when its words change: it is a live region, and would be read out each time.
function banner(kind, name, title, words) {
  const element = find("cb-banner");
  element.hidden = kind === null;
  const said = kind === null ? "" : `${title} ${words}`;
  if (element.dataset.said === said) return;
  element.dataset.said = said;
  setAttribute(element, "data-state", kind);
  element.replaceChildren(...(kind === null ? [] : [icon(name), make("p", "", make("strong", "", title), ` ${words}`)]));
}

everySecond(() => {
  if (state.utc_ms && !trouble()) setText(find("[data-clock]"), timeOfDay(utc()));
});
new LiveSocket(hear, lose);
