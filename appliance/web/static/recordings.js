// <cb-recordings>: what was recorded of a call, each with a player.

import { ask } from "./ask.js";
import { make } from "./dom.js";
import { number, t } from "./language.js";
import "./player.js";

class Recordings extends HTMLElement {
  #call = null;

  // null: of no call.
  async show(call) {
    if (this.#call === call) return;
    this.#call = call;
    this.replaceChildren();
    if (call === null) return;
    const base = `/api/v1/calls/${call}/recordings`;
    const told = await ask("GET", base).catch((fault) => ({ fault }));
    if (this.#call !== call) return;
    const recordings = told.recordings ?? [];
    const players = recordings.map((recording, index) => {
      const player = document.createElement("cb-player");
      const place = `${base}/${index + 1}`;
      player.show({ src: `${place}/sound`, picture: `${place}/picture`, save: `${place}/sound?keep=1`, length_ms: recording.length_ms, pauses: recording.pauses });
      return make("section", "recording", make("h3", "", recordings.length > 1 ? t("Recording {number}", { number: number(index + 1) }) : t("Recording")), player);
    });
    this.replaceChildren(...(told.fault ? [make("p", "said", told.fault.message)] : players));
  }
}

customElements.define("cb-recordings", Recordings);
