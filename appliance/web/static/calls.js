// <cb-calls>: the last calls with their outcome, their times and the way they took.

import { duration, moment } from "./clock.js";
import { keep, make, setAttribute, setText } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./language.js";
import { linkTo, opens } from "./story.js";
import { callerWords, lineName, outcomeFace, properName } from "./words.js";

const COLUMNS = {
  time: t("Time"),
  caller: t("Caller"),
  outcome: t("Outcome"),
  line: t("Line"),
  waited: t("Waited"),
  talked: t("Talked"),
  agent: t("Agent"),
  way: t("Way"),
};

const span = (from, to) => (from === null || to === null ? null : to - from);
const waited = (call) => span(call.asked_person_ms, call.talk_began_ms ?? call.wait_ended_ms ?? call.ended_ms);
const talked = (call) => span(call.talk_began_ms, call.talk_ended_ms ?? call.ended_ms);
const shown = (ms) => (ms === null ? "–" : duration(ms));

class Calls extends HTMLElement {
  #body = make("tbody");
  #empty = make("div", "empty", icon("ringing"), make("p", "", make("strong", "", t("No calls yet")), make("span", "", t("Ring one of the lines: the call appears here once it has ended."))));
  #table = make("table", "", head(), this.#body);

  connectedCallback() {
    if (this.firstChild) return;
    this.#body.setAttribute("role", "rowgroup");
    this.#table.setAttribute("role", "table");
    this.#table.setAttribute("aria-labelledby", "calls-title");
    this.#table.hidden = true;
    this.#empty.hidden = true;
    this.append(this.#empty, this.#table);
  }

  show(house) {
    this.#empty.hidden = house.last_calls.length > 0;
    this.#table.hidden = house.last_calls.length === 0;
    keep(this.#body, house.last_calls, (call) => call.call, callRow, fillRow);
  }
}

function head() {
  const cells = Object.entries(COLUMNS).map(([name, word]) => {
    const cell = make("th", name, word);
    cell.scope = "col";
    cell.setAttribute("role", "columnheader");
    return cell;
  });
  const row = make("tr", "", ...cells);
  row.setAttribute("role", "row");
  const group = make("thead", "", row);
  group.setAttribute("role", "rowgroup");
  return group;
}

function callRow(call) {
  const cells = Object.entries(COLUMNS).map(([name, word]) => {
    const cell = make("td", name);
    cell.setAttribute("role", "cell");
    cell.dataset.label = word;
    return cell;
  });
  const link = linkTo("call", call.call);
  link.classList.add("name");
  cells[1].append(link, make("span", "number"));
  cells[2].append(make("span", "chip", icon("idle"), make("span")));
  const row = make("tr", "", ...cells);
  row.setAttribute("role", "row");
  opens(row, () => link.hash);
  return row;
}

function fillRow(row, call) {
  const [time, caller, outcome, line, wait, talk, agent, way] = row.children;
  const [name, number] = callerWords(call.caller);
  const face = outcomeFace(call.outcome);
  setAttribute(row, "title", t("Call {call}", { call: call.call }));
  setText(time, moment(call.rang_utc_ms));
  setText(caller.children[0], name);
  setText(caller.children[1], number);
  setAttribute(outcome.firstChild, "data-tone", face.tone);
  setAttribute(outcome.firstChild.children[0], "name", face.icon);
  setText(outcome.firstChild.children[1], face.word);
  setAttribute(time, "data-line", lineName(call.line));
  setText(line, lineName(call.line));
  setText(wait, shown(waited(call)));
  setText(talk, shown(talked(call)));
  talk.toggleAttribute("data-none", talked(call) === null);
  setText(agent, call.agent ? properName(call.agent) : "–");
  setText(way, call.path.join(" › ") || "–");
}

customElements.define("cb-calls", Calls);
