// <cb-missed>: who rang in vain and was not spoken with since; somebody takes it, and it goes when they have spoken.

import { ask } from "./ask.js";
import { duration, moment } from "./clock.js";
import { keep, make, setAttribute, setText } from "./dom.js";
import { icon } from "./icons.js";
import { plural, t } from "./language.js";
import { me } from "./me.js";
import { linkTo } from "./story.js";
import { outcomeFace, properName } from "./words.js";

const UNDO_MS = 10_000;

class Missed extends HTMLElement {
  #list = make("ul", "entries");
  #empty = make("p", "empty", t("Nobody waits to be called back."));
  #said = make("p", "said");
  #undo = make("p", "undo");
  #timer = null;

  connectedCallback() {
    if (this.firstChild) return;
    this.#said.setAttribute("role", "alert");
    this.#undo.setAttribute("role", "status");
    this.#undo.hidden = true;
    this.append(this.#said, this.#undo, make("div", "panel", this.#empty, this.#list));
    this.#list.hidden = true;
  }

  async read() {
    try {
      const { missed } = await ask("GET", "/api/v1/missed");
      this.#empty.hidden = missed.length > 0;
      this.#list.hidden = missed.length === 0;
      keep(this.#list, missed, (entry) => entry.key, () => this.#make(), (row, entry) => this.#fill(row, entry));
    } catch (fault) {
      setText(this.#said, fault.message);
    }
  }

  #make() {
    const row = make("li", "entry missed-entry");
    const chip = make("span", "chip", icon("missed"), make("span"));
    const who = make("span", "who", make("strong", "name"), make("span", "number"));
    const take = make("button", "", "");
    const close = make("button", "", t("Close"));
    take.type = close.type = "button";
    take.addEventListener("click", () => this.#mark(row.entry, row.entry.state === "taken" ? "give-back" : "take", take));
    close.addEventListener("click", () => this.#mark(row.entry, "close", close));
    row.append(who, chip, make("span", "note"), make("span", "by"), make("span", "actions", take, close));
    return row;
  }

  #fill(row, entry) {
    row.entry = entry;
    const [who, chip, note, by, actions] = row.children;
    const face = outcomeFace(entry.outcome);
    setText(who.children[0], entry.name || entry.number);
    setText(who.children[1], entry.name ? entry.number : "");
    setAttribute(chip, "data-tone", face.tone);
    setAttribute(chip.firstChild, "name", face.icon);
    setText(chip.lastChild, face.word);
    const times = plural("rang {count} time", "rang {count} times", entry.times);
    const waited = entry.waited_ms ? t("waited {time}", { time: duration(entry.waited_ms) }) : "";
    note.replaceChildren([times, waited].filter(Boolean).join(" · "), " · ", linkTo("call", entry.last_call, t("last {time}", { time: moment(entry.last_utc_ms) })));
    setText(by, entry.state === "taken" ? t("Taken by {name}", { name: properName(entry.who) }) : t("Nobody yet"));
    setAttribute(row, "data-state", entry.state);
    setText(actions.children[0], entry.state === "taken" ? t("Give back") : t("I call back"));
    setAttribute(actions.children[0], "aria-label", `${actions.children[0].textContent}: ${entry.name || entry.number}`);
    setAttribute(actions.children[1], "aria-label", `${t("Close")}: ${entry.name || entry.number}`);
  }

  async #mark(entry, mark, button) {
    button.disabled = true;
    setText(this.#said, "");
    try {
      await ask("POST", `/api/v1/missed/${encodeURIComponent(entry.key)}/${mark}`, me());
      if (mark === "close") this.#offerUndo(entry);
      await this.read();
    } catch (fault) {
      setText(this.#said, fault.message);
    }
    button.disabled = false;
  }

  #offerUndo(entry) {
    clearTimeout(this.#timer);
    const undo = make("button", "", t("Undo"));
    undo.type = "button";
    undo.addEventListener("click", () => {
      this.#undo.hidden = true;
      this.#mark(entry, "reopen", undo);
    });
    this.#undo.replaceChildren(make("span", "", t("{name} is closed.", { name: entry.name || entry.number })), " ", undo);
    this.#undo.hidden = false;
    this.#timer = setTimeout(() => (this.#undo.hidden = true), UNDO_MS);
  }
}

customElements.define("cb-missed", Missed);
