// <cb-publish>: what is not published yet, common to every page of settings – check it, see it, publish it, discard it;
// a conflict is told with both values; what was published can be looked at and put back.

import { make, setText } from "./dom.js";
import { sameSpot } from "./draft.js";
import { spotName } from "./labels.js";
import { dateFormat, plural, t } from "./language.js";

const moments = dateFormat({ dateStyle: "medium", timeStyle: "short" });
const CHECKED_AFTER_MS = 1_500;

export const shownValue = (value) => (value === null || value === undefined ? t("nothing") : typeof value === "string" ? value : JSON.stringify(value));

class Publish extends HTMLElement {
  #draft;
  #said = make("p", "said");
  #buttons = new Map();
  #dialog = make("dialog", "sheet");
  #timer;
  wrong = [];

  // Tells "wrong" when there is a new list of faults in `wrong`.
  follow(draft) {
    this.#draft = draft;
    this.#said.setAttribute("role", "status");
    this.#dialog.setAttribute("aria-labelledby", "sheet-title");
    const bar = make("div", "bar", this.#said, this.#buttonRow());
    this.append(bar, this.#dialog);
    draft.addEventListener("change", () => this.#show());
    this.#show();
    if (draft.behind) this.#bringUp();
  }

  #buttonRow() {
    const acts = { diff: [t("See the difference"), () => this.#showDiff()], publish: [t("Publish …"), () => this.#askToPublish()], discard: [t("Discard …"), () => this.#askToDiscard()], history: [t("History"), () => this.#showHistory()] };
    const row = make("div", "acts");
    for (const [name, [words, act]] of Object.entries(acts)) {
      const button = make("button", name === "publish" ? "" : "slight", words);
      button.type = "button";
      button.addEventListener("click", () => this.#busy(button, act));
      this.#buttons.set(name, button);
      row.append(button);
    }
    return row;
  }

  async #busy(button, act) {
    button.disabled = true;
    try {
      await act();
    } catch (trouble) {
      this.say(trouble);
    } finally {
      button.disabled = false;
      this.#enable();
    }
  }

  // A sentence, or what went wrong.
  say(what) {
    const text = typeof what === "string" ? what : what.status ? what.message : t("The box does not answer; what you changed is still here.");
    this.toggleAttribute("data-trouble", typeof what !== "string");
    setText(this.#said, text);
  }

  #show() {
    this.say(this.#draft.there ? t("Changes are kept in your draft and not published.") : t("Nothing is changed. Version {number} holds.", { number: this.#draft.newest.version }));
    this.toggleAttribute("data-draft", this.#draft.there);
    this.#enable();
    clearTimeout(this.#timer);
    if (this.#draft.there) this.#timer = setTimeout(() => this.check(), CHECKED_AFTER_MS);
    else this.#found([]);
  }

  #enable() {
    for (const name of ["diff", "publish", "discard"]) this.#buttons.get(name).disabled = !this.#draft.there;
  }

  async check() {
    try {
      const { revision } = this.#draft;
      const checked = await this.#draft.check();
      if (revision === this.#draft.revision && this.#draft.there) this.#found(checked.wrong, checked.conflicts.length);
    } catch (trouble) {
      this.say(trouble);
    }
  }

  #found(wrong, conflicts = 0) {
    this.wrong = wrong;
    if (this.#draft.there) {
      if (wrong.length) this.say(plural("Your draft has {count} fault; it cannot be published yet.", "Your draft has {count} faults; it cannot be published yet.", wrong.length));
      else if (conflicts) this.say(t("Somebody else has changed the same; publish, and say what is to hold."));
      else this.say(t("Changes are kept in your draft and not published. Nothing is wrong with them."));
      this.toggleAttribute("data-trouble", wrong.length > 0);
    }
    this.dispatchEvent(new Event("wrong"));
  }

  #open(title, ...content) {
    const close = make("button", "slight", t("Close"));
    close.type = "button";
    close.addEventListener("click", () => this.#dialog.close());
    const heading = make("h2", "", title);
    heading.id = "sheet-title";
    this.#dialog.replaceChildren(heading, ...content, make("div", "acts", ...this.#sheetActs, close));
    this.#sheetActs = [];
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  #sheetActs = [];

  #act(words, act) {
    const button = make("button", "", words);
    button.type = "button";
    button.addEventListener("click", () => this.#busy(button, act));
    this.#sheetActs.push(button);
  }

  async #showDiff() {
    this.say(t("Comparing …"));
    const { changes } = await this.#draft.diff();
    this.#show();
    const rows = changes.map(({ spot, was, now }) => make("li", "", make("strong", "", spotName(spot)), make("del", "", shownValue(was)), make("span", "", " → "), make("ins", "", shownValue(now))));
    this.#act(t("Publish …"), () => this.#askToPublish());
    this.#open(plural("{count} change", "{count} changes", changes.length), make("ul", "changes", ...rows));
  }

  async #askToPublish() {
    const note = make("input");
    note.id = "publish-note";
    note.maxLength = 200;
    const label = make("label", "", t("What for? (if you like)"));
    label.htmlFor = note.id;
    this.#act(t("Publish now"), () => this.#publish(note.value));
    this.#open(t("Publish"), make("p", "", t("It holds at once, also for calls that are up; a line that did not change keeps its call. It can be taken back.")), make("div", "field", label, note));
    note.focus();
  }

  async #publish(note) {
    try {
      const told = await this.#draft.publish(note);
      this.#dialog.close();
      this.#show();
      this.say([t("Version {number} is published and holds.", { number: told.version }), ...told.later].join(" "));
    } catch (trouble) {
      if (trouble.conflicts?.length) return this.#decide(trouble.conflicts, () => this.#publish(note));
      if (!trouble.wrong?.length) throw trouble;
      this.#found(trouble.wrong);
      const rows = trouble.wrong.map((wrong) => make("li", "", make("strong", "", wrong.spot.kind ? spotName(wrong.spot) : ""), make("span", "", wrong.sentence)));
      this.#open(t("Not published"), make("ul", "changes", ...rows));
    }
  }

  async #bringUp() {
    try {
      await this.#draft.merge();
      this.say(t("Your draft was brought up to version {number}, which somebody has published since.", { number: this.#draft.newest.version }));
    } catch (trouble) {
      if (trouble.conflicts?.length) this.#decide(trouble.conflicts, () => this.#dialog.close());
      else this.say(trouble);
    }
  }

  // Both values of each; nothing is chosen for anybody.
  #decide(conflicts, onward) {
    const rows = conflicts.map((conflict, number) => {
      const holder = make("fieldset", "conflict", make("legend", "", spotName(conflict.spot)));
      const by = conflict.who ? t("{who} has published", { who: conflict.who }) : t("published meanwhile");
      for (const [side, words, value] of [["mine", t("Yours"), conflict.ours], ["theirs", by, conflict.theirs]]) {
        const choice = make("input");
        Object.assign(choice, { type: "radio", name: `conflict-${number}`, value: side, required: true });
        holder.append(make("label", "choice", choice, make("span", "", `${words}: `), make("strong", "", shownValue(value))));
      }
      holder.append(make("small", "help", t("Before: {value}", { value: shownValue(conflict.base) })));
      return holder;
    });
    this.#act(t("Go on"), async () => {
      const chosen = rows.map((row) => row.querySelector("input:checked")?.value);
      const undecided = chosen.indexOf(undefined);
      if (undecided >= 0) return rows[undecided].querySelector("input").focus();
      const spots = (side) => conflicts.map(({ spot }) => spot).filter((_spot, at) => chosen[at] === side);
      await this.#draft.merge(spots("mine"), spots("theirs"));
      await onward();
    });
    this.#open(t("Changed by two"), make("p", "", t("Somebody else has changed the same settings since you began. Say of each which is to hold.")), ...rows);
  }

  #askToDiscard() {
    this.#act(t("Discard the draft"), async () => {
      await this.#draft.discard();
      this.#dialog.close();
    });
    this.#open(t("Discard"), make("p", "", t("Everything in your draft is thrown away; what holds stays as it is. This cannot be undone.")));
  }

  async #showHistory() {
    const versions = await this.#draft.versions();
    const rows = versions.map((version, at) => {
      const when = moments.format(version.published_utc_ms);
      const row = make("li", "", make("strong", "", t("Version {number}", { number: version.version })), make("span", "", ` ${when}, ${version.who}${version.note ? `: ${version.note}` : ""}`));
      if (at > 0) {
        const button = make("button", "slight", t("Put back"));
        button.type = "button";
        button.setAttribute("aria-label", t("Put version {number} back", { number: version.version }));
        button.addEventListener("click", () => this.#busy(button, async () => {
          const told = await this.#draft.undo(version.version);
          this.#dialog.close();
          this.say(t("Version {old} holds again, as version {number}.", { old: version.version, number: told.version }));
        }));
        row.append(button);
      }
      return row;
    });
    this.#open(t("What was published"), make("ul", "changes", ...rows));
  }
}

customElements.define("cb-publish", Publish);

export const faultsOf = (wrong, kind, name) => wrong.filter(({ spot }) => sameSpot({ ...spot, keys: [] }, { kind, name, keys: [] }));
