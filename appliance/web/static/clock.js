// The box's clock as this page knows it, and the timers that run on it. The box is never asked for the time.

import { dateFormat } from "./language.js";

let boxNow = 0;
let boxUtc = 0;
let takenAt = 0;
let frozenAt = null;
const tickers = new Set();

export function setClock(now, utcMs) {
  boxNow = now;
  boxUtc = utcMs;
  takenAt = performance.now();
}

// A page that no longer hears from the box knows no times: its timers stop where they are.
export function freeze() {
  frozenAt ??= performance.now();
}

export function thaw() {
  frozenAt = null;
}

const age = () => (frozenAt ?? performance.now()) - takenAt;
export const now = () => boxNow + age();
export const utc = () => boxUtc + age();

export function duration(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

const hourMinute = dateFormat({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const dayMonth = dateFormat({ day: "numeric", month: "short" });

export const timeOfDay = (utcMs) => hourMinute.format(utcMs);

// The time, and the day too when it is not today.
export function moment(utcMs) {
  const same = new Date(utcMs).toDateString() === new Date(utc()).toDateString();
  return same ? timeOfDay(utcMs) : `${dayMonth.format(utcMs)} ${timeOfDay(utcMs)}`;
}

export function everySecond(act) {
  tickers.add(act);
  return () => tickers.delete(act);
}

export function tick() {
  for (const act of tickers) act();
}

// Just after each full second of the box's clock, and not at all while the page is hidden.
function schedule() {
  const wait = 1000 - (now() % 1000) + 5;
  setTimeout(() => {
    if (!document.hidden) tick();
    schedule();
  }, frozenAt === null ? wait : 1000);
}
schedule();
document.addEventListener("visibilitychange", () => document.hidden || tick());

// <cb-timer>: how long ago `since` was, on the box's clock.
class Timer extends HTMLElement {
  #since = null;
  #stop = () => {};

  connectedCallback() {
    this.#stop = everySecond(() => this.#show());
    this.#show();
  }

  disconnectedCallback() {
    this.#stop();
  }

  set since(ms) {
    this.#since = ms;
    this.#show();
  }

  #show() {
    const shown = this.#since === null ? "" : duration(now() - this.#since);
    if (this.textContent !== shown) this.textContent = shown;
  }
}

customElements.define("cb-timer", Timer);
