// <cb-texts>: the last texts that came in, whole; the section is there in a house that has a mobile line, or has had texts.

import { moment } from "./clock.js";
import { keep, make, setAttribute, setText } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./language.js";
import { lineName } from "./words.js";

const KIND = {
  plain: "",
  flash: t("To be shown at once"),
  data: t("Data for a program"),
  unreadable: t("Cannot be read"),
};

class Text extends HTMLElement {
  #sender = make("span", "name");
  #kind = make("span", "kind");
  #when = make("span", "when");
  #body = make("p", "body");

  connectedCallback() {
    if (this.firstChild) return;
    this.setAttribute("role", "listitem");
    this.append(make("p", "head", this.#sender, this.#kind, this.#when), this.#body);
  }

  show(text) {
    setText(this.#sender, text.sender || t("Unknown sender"));
    setText(this.#kind, KIND[text.kind] ?? text.kind);
    setText(this.#when, `${lineName(text.line)} · ${moment(text.utc_ms)}`);
    setText(this.#body, text.body || t("Nothing to read"));
    this.#body.toggleAttribute("data-none", !text.body);
  }
}

class Texts extends HTMLElement {
  #empty = make("div", "empty", icon("talking"), make("p", "", make("strong", "", t("No texts yet")), make("span", "", t("Texts to a mobile line appear here once they are kept."))));
  #list = make("div", "list");

  connectedCallback() {
    if (this.firstChild) return;
    this.#list.setAttribute("role", "list");
    setAttribute(this.#list, "aria-labelledby", "texts-title");
    this.append(this.#empty, this.#list);
  }

  show(house) {
    const texts = house.last_texts;
    this.closest("section").hidden = texts.length === 0 && !house.lines.some((line) => line.network);
    this.#empty.hidden = texts.length > 0;
    this.#list.hidden = texts.length === 0;
    keep(this.#list, texts, (text) => text.key, () => make("cb-text"), (row, text) => row.show(text));
  }
}

customElements.define("cb-text", Text);
customElements.define("cb-texts", Texts);
