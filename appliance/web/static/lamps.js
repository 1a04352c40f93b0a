// <cb-lamps>: the lamps on the wall, with their rhythm in word and picture.

import { keep, make, setAttribute, setText } from "./dom.js";
import { lampWord, lineName, properName } from "./words.js";

class Lamps extends HTMLElement {
  show(house) {
    this.setAttribute("role", "list");
    keep(this, house.lamps, (lamp) => lamp.name, lampRow, (row, lamp) => {
      setAttribute(row, "data-pattern", lamp.pattern);
      setText(row.children[1], properName(lineName(lamp.name)));
      setText(row.children[2], lampWord(lamp.pattern));
    });
    this.closest("section").hidden = house.lamps.length === 0;
  }
}

function lampRow() {
  const row = make("div", "lamp", make("span", "bulb"), make("span", "name"), make("span", "word"));
  row.setAttribute("role", "listitem");
  return row;
}

customElements.define("cb-lamps", Lamps);
