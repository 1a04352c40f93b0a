// <cb-lines>: the lines as keys of a key system, each with its lamp, its caller and its timer.

import { keep, make, setAttribute, setText } from "./dom.js";
import { icon } from "./icons.js";
import { language, t } from "./language.js";
import { linkTo, opens } from "./story.js";
import { MOST_BARS, barsWords, callerWords, lineFace, lineName, networkWords, properName } from "./words.js";

class LineKey extends HTMLElement {
  #icon = icon("idle");
  #name = make("h3");
  #timer = make("cb-timer", "timer");
  #caller = make("p", "caller");
  #number = make("p", "number");
  #word = make("span", "word");
  #detail = make("span", "detail");
  #total = make("cb-timer");
  #call = linkTo("call", "");
  #span = make("p", "span", this.#call, " · ", this.#total);
  #bars = make("span", "bars", ...Array.from({ length: MOST_BARS }, () => make("i")));
  #seen = make("span");
  #network = make("p", "network", this.#bars, this.#seen);

  connectedCallback() {
    if (this.firstChild) return;
    this.setAttribute("role", "listitem");
    opens(this, () => this.#call.hash);
    this.#bars.setAttribute("role", "img");
    const lamp = make("span", "lens", this.#icon);
    this.append(
      make("div", "head", lamp, this.#name, this.#timer),
      make("div", "who", this.#caller, this.#number, this.#span),
      make("p", "state", this.#word, this.#detail),
      this.#network,
    );
  }

  show(line, call) {
    const face = lineFace(line, call);
    const [caller, number] = call ? callerWords(call.caller) : [face.word, ""];
    setAttribute(this, "data-tone", face.tone);
    setAttribute(this.#icon, "name", face.icon);
    setText(this.#name, lineName(line.name));
    this.#timer.since = call ? call.since : line.since;
    setText(this.#caller, caller);
    setText(this.#number, number);
    setText(this.#word, call ? face.word : "");
    this.toggleAttribute("data-call", Boolean(call));
    setText(this.#detail, detail(line, call));
    setAttribute(this.#detail, "lang", !call && language !== "en" ? "en" : null); // a fault is told by the box
    setText(this.#call, call ? t("Call {call}", { call: call.call }) : "");
    setAttribute(this.#call, "href", call ? `#call-${call.call}` : null);
    this.#total.since = call ? call.rang : null;
    this.#span.hidden = !call;
    setAttribute(this, "title", line.modem || null);
    this.#showNetwork(line.network);
  }

  #showNetwork(network) {
    this.#network.hidden = !network;
    if (!network) return;
    setAttribute(this.#bars, "aria-label", barsWords(network));
    [...this.#bars.children].forEach((bar, index) => bar.toggleAttribute("data-on", index < network.bars));
    setText(this.#seen, networkWords(network));
  }
}

// With whom, or where in the journey; why, when the line is out of order or no text can come in.
function detail(line, call) {
  if (!call) return line.state === "out of order" ? line.fault : line.texts || line.modem;
  const agent = call.agent && properName(call.agent);
  if (agent) return [call.state === "offered" ? t("to {agent}", { agent }) : t("with {agent}", { agent }), call.queue].filter(Boolean).join(" · ");
  return call.queue ?? call.step;
}

class Lines extends HTMLElement {
  show(house) {
    this.setAttribute("role", "list");
    const calls = new Map(house.calls.map((call) => [call.call, call]));
    keep(this, house.lines, (line) => line.name, () => make("cb-line"), (key, line) => key.show(line, calls.get(line.call)));
    this.dataset.size = house.lines.length > 12 ? "many" : house.lines.length === 4 ? "four" : "some";
  }
}

customElements.define("cb-line", LineKey);
customElements.define("cb-lines", Lines);
