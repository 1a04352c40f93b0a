// <cb-board-queues>: the queues as rows to be read from across the room; more than fit come page by page.

import { duration, everySecond, now } from "./clock.js";
import { keep, make, setAttribute, setText } from "./dom.js";
import { icon } from "./icons.js";
import { judged, percent } from "./board_limits.js";
import { number, plural, t } from "./language.js";
import { properName } from "./words.js";

const TITLES = [t("Queue"), t("Waiting"), t("Longest"), t("Next late in"), t("Level"), t("State")];
const LOOK = { good: "free", warn: "waiting", alarm: "trouble" };
const WORD = { good: t("In time"), warn: t("Watch"), alarm: t("Alarm") };
const TURN_MS = 10_000;
const WORST_FIRST = { alarm: 0, warn: 1, good: 2 };

const cell = (name, role = "cell") => {
  const element = make("span", name);
  element.setAttribute("role", role);
  return element;
};

class Queues extends HTMLElement {
  #rows = make("div", "rows");
  #queues = [];
  #page = 0;
  #turned = performance.now();
  #held = false;
  #pages = 1;
  onpages = () => {};
  onjudged = () => {};

  connectedCallback() {
    if (this.firstChild) return;
    this.setAttribute("role", "table");
    this.setAttribute("aria-labelledby", "queues-title");
    const head = make("div", "head", ...TITLES.map((title, index) => {
      const element = cell(COLUMNS[index], "columnheader");
      element.append(title);
      return element;
    }));
    head.setAttribute("role", "row");
    this.#rows.setAttribute("role", "rowgroup");
    this.append(head, this.#rows);
    everySecond(() => this.#tell());
    new ResizeObserver(() => this.#tell()).observe(this);
  }

  show(queues) {
    this.#queues = queues;
    this.#tell();
  }

  turn(by) {
    this.#page = (this.#page + by + this.#pages) % this.#pages;
    this.#turned = performance.now();
    this.#tell();
  }

  get held() {
    return this.#held;
  }

  set held(held) {
    this.#held = held;
    this.#turned = performance.now();
  }

  // As many rows as can be read from afar; a small screen is near, and scrolls.
  #room() {
    const least = parseFloat(getComputedStyle(this).getPropertyValue("--row-least"));
    if (!least) return Infinity;
    const height = this.clientHeight - this.firstChild.offsetHeight;
    return Math.max(1, Math.floor(height / ((least * innerHeight) / 100)));
  }

  #tell() {
    const judgements = this.#queues.map((queue) => [queue, judged(queue, now())]);
    const room = this.#room();
    this.#pages = Math.max(1, Math.ceil(judgements.length / room));
    if (this.#pages > 1) judgements.sort((one, other) => WORST_FIRST[one[1].state] - WORST_FIRST[other[1].state]);
    if (!this.#held && this.#pages > 1 && performance.now() - this.#turned >= TURN_MS) {
      this.#page += 1;
      this.#turned = performance.now();
    }
    this.#page %= this.#pages;
    const first = this.#page * room;
    const shown = this.#pages > 1 ? judgements.slice(first, first + room) : judgements;
    keep(this.#rows, shown, ([queue]) => queue.name, makeRow, tellRow);
    this.onpages(this.#page, this.#pages);
    this.onjudged(judgements);
  }
}

const COLUMNS = ["name", "waiting", "longest", "late", "level", "state"];

function makeRow() {
  const row = make("div", "row", cell("name", "rowheader"), ...COLUMNS.slice(1).map((column) => cell(column)));
  TITLES.forEach((title, index) => index % 5 && (row.children[index].dataset.title = title));
  row.setAttribute("role", "row");
  row.lastChild.append(icon("free"), make("strong"), make("small"));
  return row;
}

function tellRow(row, [queue, judgement]) {
  const [name, waiting, longest, late, level, state] = row.children;
  setAttribute(row, "data-state", judgement.state);
  setText(name, properName(queue.name));
  setText(waiting, number(queue.waiting));
  setAttribute(waiting, "data-state", judgement.waiting);
  setText(longest, queue.waiting ? duration(judgement.longest_ms) : "–");
  setAttribute(longest, "data-state", judgement.wait);
  setText(late, lateWords(judgement));
  setText(level, percent(queue.today.level));
  setAttribute(level, "data-state", judgement.level);
  setAttribute(state.firstChild, "name", LOOK[judgement.state]);
  setText(state.children[1], WORD[judgement.state]);
  setText(state.children[2], judgement.why);
}

function lateWords({ late, next_ms: next }) {
  if (next !== null) return duration(next + 999);
  return late ? plural("{count} late", "{count} late", late) : "–";
}

customElements.define("cb-board-queues", Queues);
