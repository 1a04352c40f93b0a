// <cb-story>: why. Opened by the address' end – #call-40 or #agent-anna – so that it can be linked to and gone back from.

import { ask } from "./ask.js";
import { make, setAttribute, setText } from "./dom.js";
import { icon } from "./icons.js";
import { english, t } from "./language.js";
import { facts, fillTimeline, overtakings, sentences, waiting } from "./timeline.js";
import { agentFace, callerWords, lineFace, outcomeFace, properName } from "./words.js";

const PAUSE_MS = 1000; // between two readings, however often the house changes
const AGING_MS = 5000; // while something waits: the sentences count seconds

function subjectOf(hash) {
  const [, kind, coded] = /^#(call|agent)-(.+)$/.exec(hash) ?? [];
  const name = kind ? decoded(coded) : null;
  return name === null ? null : { kind, name, hash };
}

// What an address stands for; null for one that nobody wrote by the rules.
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

class Story extends HTMLElement {
  #dialog = make("dialog", "story");
  #icon = icon("wait");
  #title = make("h2");
  #chip = make("span", "chip", this.#icon, make("span"));
  #body = make("div", "body");
  #facts = make("div");
  #why = make("section", "why");
  #notes = make("ol", "notes");
  #overtaken = make("section");
  #doubt = english(make("p", "doubt"));
  #trouble = make("p", "trouble");
  #subject = null;
  #house = null;
  #read = null; // what is on show: a timeline or an idle agent
  #retelling = null;
  #reading = 0;
  #timer = null;
  #due = 0;

  connectedCallback() {
    if (this.firstChild) return;
    const close = make("button", "close", icon("missed"), make("span", "unseen", t("Close")));
    close.type = "button";
    close.addEventListener("click", () => this.#dialog.close());
    this.#title.id = "story-title";
    this.#dialog.setAttribute("aria-labelledby", "story-title");
    this.#trouble.setAttribute("role", "alert");
    this.#dialog.append(make("header", "", this.#title, this.#chip, close), this.#body);
    this.#dialog.addEventListener("close", () => this.#closed());
    this.#dialog.addEventListener("click", (event) => event.target === this.#dialog && this.#dialog.close());
    this.append(this.#dialog);
    addEventListener("hashchange", () => this.#follow());
  }

  // The house has changed: so may what is on show.
  show(house) {
    const first = this.#house === null;
    this.#house = house;
    if (first) this.#follow();
    else if (this.#subject) {
      this.#head();
      if (this.#isTold()) this.#readSoon(PAUSE_MS);
    }
  }

  #follow() {
    const subject = subjectOf(location.hash);
    if (!subject) {
      if (this.#dialog.open) this.#dialog.close();
      return;
    }
    this.#subject = subject;
    this.#read = this.#retelling = null;
    this.#body.replaceChildren(make("p", "quiet", t("Reading …")));
    this.#head();
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#readNow();
  }

  #closed() {
    clearTimeout(this.#timer);
    this.#timer = this.#subject = null;
    this.#reading += 1;
    if (subjectOf(location.hash)) history.replaceState(null, "", location.pathname + location.search);
  }

  // Whether it still changes: calls that are up, and agents always.
  #isTold() {
    return this.#subject.kind === "agent" || !this.#read?.call || this.#read.call.ended_ms === null;
  }

  // Whatever is wanted first counts.
  #readSoon(pause) {
    const due = performance.now() + pause;
    if (this.#timer !== null && this.#due <= due) return;
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => this.#readNow(), pause);
  }

  async #readNow() {
    clearTimeout(this.#timer);
    this.#timer = null;
    const mine = (this.#reading += 1);
    const { kind, name } = this.#subject;
    const base = `/api/v1/${kind}s/${encodeURIComponent(name)}/`;
    this.#dialog.setAttribute("aria-busy", "true");
    try {
      const told = await ask("GET", base + (kind === "call" ? "timeline" : "why-idle"));
      if (mine !== this.#reading) return;
      const news = this.#read?.notes?.length !== told.notes?.length;
      this.#read = told;
      this.#show();
      if (kind === "call" && (news || !this.#retelling)) await this.#readDecisions(base, mine);
    } catch (fault) {
      if (mine === this.#reading) this.#complain(fault.message);
    } finally {
      if (mine === this.#reading) this.#dialog.setAttribute("aria-busy", "false");
    }
    if (mine === this.#reading && (kind === "agent" || this.#read?.waiting)) this.#readSoon(AGING_MS);
  }

  // Every decision in full comes after the timeline: it is read from the journal, which may take a moment.
  async #readDecisions(base, mine) {
    setText(this.#doubt, t("Reading who else was considered …"));
    const told = await ask("GET", `${base}explanation`);
    if (mine !== this.#reading) return;
    this.#retelling = told.retelling;
    this.#read = told;
    this.#show();
    setText(this.#doubt, told.doubt || told.retelling?.doubt || "");
  }

  #complain(text) {
    setText(this.#trouble, text);
    this.#body.replaceChildren(this.#trouble);
    this.#read = null;
  }

  #show() {
    this.#head();
    if (this.#subject.kind === "agent") {
      this.#body.replaceChildren(...sentences(this.#read.sentences));
      return;
    }
    const { call, notes, waiting: why } = this.#read;
    const held = this.#dialog.contains(document.activeElement) ? document.activeElement : null;
    this.#facts.replaceChildren(facts(call));
    this.#why.replaceChildren(...(why ? waiting(why) : []));
    this.#why.hidden = !why;
    fillTimeline(this.#notes, notes, this.#retelling);
    this.#overtaken.replaceChildren(...overtakings(this.#retelling));
    if (this.#notes.parentNode !== this.#body) {
      this.#body.replaceChildren(this.#why, make("h3", "", t("Timeline")), this.#notes, this.#overtaken, this.#doubt, this.#facts);
    }
    held?.focus();
  }

  #head() {
    const { kind, name } = this.#subject;
    const face = kind === "call" ? this.#callHead(Number(name)) : this.#agentHead(name);
    this.#chip.hidden = !face;
    if (!face) return;
    setAttribute(this.#chip, "data-tone", face.tone);
    setAttribute(this.#icon, "name", face.icon);
    setText(this.#chip.children[1], face.word);
  }

  #callHead(number) {
    const up = this.#house?.calls.find((call) => call.call === number);
    const ended = this.#house?.last_calls.find((call) => call.call === number) ?? this.#read?.call;
    const call = up ?? ended;
    setText(this.#title, call ? t("{caller} · call {call}", { caller: callerWords(call.caller)[0], call: number }) : t("Call {call}", { call: number }));
    if (up) return lineFace(null, up);
    return ended ? outcomeFace(ended.outcome) : null;
  }

  #agentHead(name) {
    const agent = this.#house?.agents.find((one) => one.name === name);
    setText(this.#title, properName(name));
    return agent ? agentFace(agent) : null;
  }
}

export function linkTo(kind, name, ...children) {
  const link = make("a", "open", ...children);
  link.href = `#${kind}-${encodeURIComponent(name)}`;
  return link;
}

// A click anywhere on it opens the story; the keyboard has the link.
export function opens(element, hash) {
  element.addEventListener("click", (event) => {
    const busy = event.target.closest("a, button") || getSelection()?.toString();
    if (!busy && hash()) location.hash = hash();
  });
}

customElements.define("cb-story", Story);
