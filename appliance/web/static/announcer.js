// <cb-announcer>: tells those who listen rather than look what has changed; gathered, so that it never chatters.

import { make } from "./dom.js";
import { callerWords, count, lineName } from "./words.js";

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
    if (left) spoken.push(`and ${count(left, "more change", "more changes")}`);
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
    if (line.state === "ringing") told.push(`${lineName(line.name)} rings${call ? `, ${callerWords(call.caller)[0]}` : ""}`);
    if (line.state === "out of order") told.push(`${lineName(line.name)} is out of order`);
    if (was === "out of order") told.push(`${lineName(line.name)} works again`);
  }
  const lengths = new Map(before.queues.map((queue) => [queue.name, queue.waiting.length]));
  for (const queue of house.queues) {
    const waiting = queue.waiting.length;
    if (waiting > (lengths.get(queue.name) ?? 0)) told.push(`${count(waiting, "caller waits", "callers wait")} for ${queue.name}`);
  }
  return told;
}

customElements.define("cb-announcer", Announcer);
