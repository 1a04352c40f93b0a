// The phone's connection: frames and orders out, frames and news in; comes back by itself, with growing patience.

import { t } from "./language.js";

const PATIENCE_MS = [200, 500, 1000, 2000, 3000];
const TAKEN = 4001; // another browser has the phone
const MOST_UNSENT = 3200; // bytes, 200 ms: what the network does not take by then is dropped
const ORDER_MS = 8000;

// A name for this tab that a reload keeps.
function tab() {
  sessionStorage.tab ??= crypto.randomUUID?.() ?? String(Math.random()).slice(2);
  return sessionStorage.tab;
}

export class PhoneSocket {
  #agent;
  #socket = null;
  #tries = 0;
  #again = null;
  #number = 0;
  #orders = new Map();
  #sound = false;
  dropped = 0; // frames that the network did not take in time
  onmessage = () => {};
  onframe = () => {};
  onlost = () => {};

  constructor(agent) {
    this.#agent = agent;
  }

  // With `sound` this browser is the agent's phone; without, the page only shows and orders.
  open({ sound, takeOver = false }) {
    this.#sound = sound;
    this.#let(this.#socket);
    clearTimeout(this.#again);
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const asked = new URLSearchParams({ agent: this.#agent, tab: tab(), sound: sound ? "yes" : "no" });
    if (takeOver) asked.set("take_over", "yes");
    const socket = new WebSocket(`${scheme}//${location.host}/phone?${asked}`);
    socket.binaryType = "arraybuffer";
    socket.onmessage = ({ data }) => (typeof data === "string" ? this.#hear(JSON.parse(data)) : this.onframe(data));
    socket.onclose = ({ code }) => this.#closed(code);
    this.#socket = socket;
  }

  speak(samples) {
    const socket = this.#socket;
    if (socket?.readyState !== WebSocket.OPEN) return;
    if (socket.bufferedAmount > MOST_UNSENT) this.dropped++;
    else socket.send(samples);
  }

  rest() {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify({ number: 0, do: "rest" }));
  }

  // Resolves when it is done, throws an Error with one sentence when it is not.
  order(what, { token = 0, text = "" } = {}) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return Promise.reject(new Error(t("This page has no connection to the box just now.")));
    const number = ++this.#number;
    this.#socket.send(JSON.stringify({ number, do: what, token, text }));
    return new Promise((done, refuse) => {
      const late = setTimeout(() => this.#answer(number, t("The box did not answer in time.")), ORDER_MS);
      this.#orders.set(number, { done, refuse, late });
    });
  }

  #answer(number, why = "") {
    const waiting = this.#orders.get(number);
    if (!waiting) return;
    clearTimeout(waiting.late);
    this.#orders.delete(number);
    if (why) waiting.refuse(new Error(why));
    else waiting.done();
  }

  #hear(message) {
    if (message.is === "desk") this.#tries = 0;
    if (message.is === "done") this.#answer(message.number);
    else if (message.is === "refused") this.#answer(message.number, message.why);
    else this.onmessage(message);
  }

  #closed(code) {
    for (const number of [...this.#orders.keys()]) this.#answer(number, t("The connection to the box was lost."));
    this.#let(this.#socket);
    this.#socket = null;
    if (code === TAKEN) {
      this.open({ sound: false }); // the page still shows what is going on
      return;
    }
    this.onlost();
    this.#again = setTimeout(() => this.open({ sound: this.#sound }), PATIENCE_MS[Math.min(this.#tries++, PATIENCE_MS.length - 1)]);
  }

  #let(socket) {
    if (!socket) return;
    socket.onmessage = socket.onclose = null;
    socket.close();
  }
}
