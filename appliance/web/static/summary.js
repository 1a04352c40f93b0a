// <cb-summary>: the house in four figures.

import { duration, everySecond, now } from "./clock.js";
import { make, setAttribute, setText } from "./dom.js";
import { number, pgettext, t } from "./language.js";

class Summary extends HTMLElement {
  #figures = [t("Lines in use"), pgettext("callers", "Waiting"), t("Longest wait"), t("Agents free")].map((name) => {
    const value = make("dd");
    return { value, box: make("div", "", make("dt", "", name), value) };
  });
  #house = null;

  connectedCallback() {
    if (this.firstChild) return;
    this.append(make("dl", "", ...this.#figures.map((figure) => figure.box)));
    everySecond(() => this.#count());
  }

  show(house) {
    this.#house = house;
    this.#count();
  }

  #count() {
    if (!this.#house) return;
    const { lines, queues, agents } = this.#house;
    const works = lines.filter((line) => line.state !== "out of order");
    const used = works.filter((line) => line.state !== "idle");
    const waits = queues.flatMap((queue) => queue.waiting.map((ticket) => now() - ticket.arrived - queue.target_ms));
    const arrivals = queues.flatMap((queue) => queue.waiting.map((ticket) => ticket.arrived));
    const free = agents.filter((agent) => agent.status === "ready" && agent.activity === "idle");
    const here = agents.filter((agent) => agent.status !== "signed out");
    this.#put(0, number(used.length), t(" of {all}", { all: number(works.length) }), "");
    this.#put(1, number(arrivals.length), "", arrivals.length ? "waiting" : "");
    this.#put(2, arrivals.length ? duration(now() - Math.min(...arrivals)) : "–", "", waits.some((over) => over > 0) ? "trouble" : "");
    this.#put(3, number(free.length), t(" of {all}", { all: number(here.length) }), here.length && !free.length ? "ringing" : "");
  }

  #put(index, figure, rest, tone) {
    const { value, box } = this.#figures[index];
    if (value.dataset.shown !== figure + rest) {
      value.dataset.shown = figure + rest;
      value.replaceChildren(figure, make("small", "", rest));
    }
    setAttribute(box, "data-tone", tone || null);
  }
}

customElements.define("cb-summary", Summary);
