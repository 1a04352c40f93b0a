// <cb-queues>: how many wait, the longest against the target, how long the next one would wait, and who they are.

import { duration, everySecond, now } from "./clock.js";
import { keep, make, setAttribute, setText } from "./dom.js";
import { icon } from "./icons.js";
import { number, t } from "./language.js";
import { linkTo } from "./story.js";
import { callerWords, properName } from "./words.js";

const MOST_SHOWN = 5;

class Queue extends HTMLElement {
  #name = make("h3");
  #count = make("span", "figure");
  #longest = make("span", "longest");
  #note = make("span", "note");
  #noteIcon = icon("free");
  #bar = make("span", "fill");
  #next = make("span");
  #kept = make("span");
  #outlook = make("p", "measure", this.#next, this.#kept);
  #list = make("ol", "tickets");
  #more = make("p", "more");
  #queue = null;
  #stop = () => {};

  connectedCallback() {
    this.#stop = everySecond(() => this.#measure());
    if (this.firstChild) return;
    this.append(
      make("div", "head", this.#name, make("p", "count", this.#count, make("span", "unit", t("waiting")))),
      make("div", "bar", this.#bar),
      make("p", "measure", this.#longest, make("span", "verdict", this.#noteIcon, this.#note)),
      this.#outlook,
      this.#list,
      this.#more,
    );
  }

  disconnectedCallback() {
    this.#stop();
  }

  show(queue, calls) {
    this.#queue = queue;
    const waiting = queue.waiting;
    setText(this.#name, properName(queue.name));
    setText(this.#count, number(waiting.length));
    keep(this.#list, waiting.slice(0, MOST_SHOWN), (ticket) => ticket.call, ticketRow, (row, ticket) => {
      const call = calls.get(ticket.call);
      setText(row.children[0], ticket.position ? String(ticket.position) : "–");
      setText(row.children[1], call ? callerWords(call.caller)[0] : t("Call {call}", { call: ticket.call }));
      row.children[2].since = ticket.arrived;
    });
    this.#list.hidden = waiting.length === 0;
    setText(this.#more, waiting.length > MOST_SHOWN ? t("and {count} more", { count: number(waiting.length - MOST_SHOWN) }) : "");
    this.#more.hidden = waiting.length <= MOST_SHOWN;
    setText(this.#next, nextWaits(queue.expected_ms));
    setText(this.#kept, queue.foretold ? t("{kept} of {all} forecasts kept", { kept: number(queue.kept), all: number(queue.foretold) }) : "");
    this.#outlook.hidden = queue.expected_ms === null && !queue.foretold;
    this.#measure();
  }

  #measure() {
    if (!this.#queue) return;
    const { waiting, target_ms: target } = this.#queue;
    const longest = waiting.length ? now() - Math.min(...waiting.map((ticket) => ticket.arrived)) : 0;
    const late = longest > target;
    const tone = !waiting.length ? "free" : late ? "trouble" : "waiting";
    setAttribute(this, "data-tone", tone);
    setText(this.#longest, waiting.length ? t("Longest {time}", { time: duration(longest) }) : t("Nobody waits"));
    setText(this.#note, late ? t("{time} over target", { time: duration(longest - target) }) : t("Target {time}", { time: duration(target) }));
    setAttribute(this.#noteIcon, "name", late ? "trouble" : waiting.length ? "waiting" : "free");
    this.#bar.style.setProperty("inline-size", `${Math.min(100, target ? (100 * longest) / target : 0)}%`);
  }
}

function nextWaits(expected) {
  if (expected === null) return "";
  return expected ? t("Next caller waits up to {time}", { time: duration(expected) }) : t("Next caller is answered at once");
}

function ticketRow(ticket) {
  const link = linkTo("call", ticket.call);
  link.classList.add("name");
  return make("li", "", make("span", "place"), link, make("cb-timer", "timer"));
}

class Queues extends HTMLElement {
  show(house) {
    const calls = new Map(house.calls.map((call) => [call.call, call]));
    keep(this, house.queues, (queue) => queue.name, () => make("cb-queue", "card"), (card, queue) => card.show(queue, calls));
  }
}

customElements.define("cb-queue", Queue);
customElements.define("cb-queues", Queues);
