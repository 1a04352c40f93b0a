// <cb-agents>: what each agent says of themselves and does, for how long, and with whom.

import { keep, make, setAttribute, setText } from "./dom.js";
import { icon } from "./icons.js";
import { linkTo, opens } from "./story.js";
import { agentFace, callerWords, lineName, properName, reasonWord } from "./words.js";

class Agent extends HTMLElement {
  #icon = icon("out");
  #name = linkTo("agent", "");
  #word = make("span", "word");
  #detail = make("span", "detail");
  #timer = make("cb-timer", "timer");

  connectedCallback() {
    if (this.firstChild) return;
    this.setAttribute("role", "listitem");
    this.#name.classList.add("name");
    opens(this, () => this.#name.hash);
    this.append(make("span", "badge", this.#icon), make("span", "text", this.#name, make("span", "state", this.#word, this.#detail)), this.#timer);
  }

  show(agent, call) {
    const face = agentFace(agent);
    setAttribute(this, "data-tone", face.tone);
    setAttribute(this.#icon, "name", face.icon);
    setText(this.#name, properName(agent.name));
    setAttribute(this.#name, "href", `#agent-${encodeURIComponent(agent.name)}`);
    setText(this.#word, face.word);
    setText(this.#detail, detail(agent, call));
    this.#timer.since = agent.status === "signed out" && agent.activity === "idle" ? null : agent.since;
  }
}

function detail(agent, call) {
  if (call) return `${callerWords(call.caller)[0]}, ${lineName(call.line)}`;
  return agent.status === "on break" ? reasonWord(agent.reason) : "";
}

class Agents extends HTMLElement {
  show(house) {
    this.setAttribute("role", "list");
    const calls = new Map(house.calls.map((call) => [call.call, call]));
    keep(this, house.agents, (agent) => agent.name, () => make("cb-agent", "row"), (row, agent) => row.show(agent, calls.get(agent.call)));
  }
}

customElements.define("cb-agent", Agent);
customElements.define("cb-agents", Agents);
