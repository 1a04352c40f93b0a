// <cb-announcer>: tells those who listen rather than look what has changed; gathered, so that it never chatters.

import { make } from "./dom.js";
import { plural, t } from "./language.js";
import { callerWords, lineName } from "./words.js";

const PAUSE_MS = 4000;
const MOST_AT_ONCE = 3;
const MOST_KEPT = 20;

class Announcer extends HTMLElement {
  #before = null;
  #waiting = [];
  #timer = null;

  show(house) {
    if (this.#before) this.#waiting.push(...news(this.#before, house));
    this.#before = { lines: house.lines, queues: house.queues };
    if (this.#waiting.length && this.#timer === null) this.#speak();
  }

  #speak() {
    const spoken = this.#waiting.slice(-MOST_AT_ONCE);
    const left = this.#waiting.length - spoken.length;
    this.#waiting = [];
    if (left) spoken.push(plural("and {count} more change", "and {count} more changes", left));
    if (spoken.length) this.append(make("p", "", spoken.join(". ")));
    while (this.children.length > MOST_KEPT) this.firstChild.remove();
    this.#timer = spoken.length ? setTimeout(() => this.#speak(), PAUSE_MS) : null;
  }
}

function news(before, house) {
  const told = [];
  const states = new Map(before.lines.map((line) => [line.name, line.state]));
  const calls = new Map(house.calls.map((call) => [call.call, call]));
  for (const line of house.lines) {
    const was = states.get(line.name);
    if (was === line.state) continue;
    const call = calls.get(line.call);
    if (line.state === "ringing") told.push(call ? t("{line} rings, {caller}", { line: lineName(line.name), caller: callerWords(call.caller)[0] }) : t("{line} rings", { line: lineName(line.name) }));
    if (line.state === "out of order") told.push(t("{line} is out of order", { line: lineName(line.name) }));
    if (was === "out of order") told.push(t("{line} works again", { line: lineName(line.name) }));
  }
  const lengths = new Map(before.queues.map((queue) => [queue.name, queue.waiting.length]));
  for (const queue of house.queues) {
    const waiting = queue.waiting.length;
    if (waiting > (lengths.get(queue.name) ?? 0)) told.push(plural("{count} caller waits for {queue}", "{count} callers wait for {queue}", waiting, { queue: queue.name }));
  }
  return told;
}

customElements.define("cb-announcer", Announcer);
