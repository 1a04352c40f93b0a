// <cb-board-agents>: how many agents are free, busy and away, and who.

import { keep, make, setAttribute, setText } from "./dom.js";
import { icon } from "./icons.js";
import { number, t } from "./language.js";
import { agentFace, properName } from "./words.js";

const GROUPS = [
  { key: "free", title: t("Free"), tone: "free", icon: "free" },
  { key: "busy", title: t("Busy"), tone: "flow", icon: "talking" },
  { key: "away", title: t("Away"), tone: "paused", icon: "break" },
];
const MOST_NAMED = 8;

function groupOf(agent) {
  if (agent.activity !== "idle") return "busy";
  if (agent.status === "ready") return "free";
  return agent.status === "on break" ? "away" : null; // signed out: not here
}

class Agents extends HTMLElement {
  connectedCallback() {
    if (this.firstChild) return;
    for (const group of GROUPS) {
      const box = make("div", "group", icon(group.icon), make("strong", "figure", "0"), make("span", "title", group.title), make("ul", "names"));
      box.dataset.tone = group.tone;
      box.lastChild.setAttribute("aria-label", group.title);
      this.append(box);
    }
  }

  show(agents) {
    GROUPS.forEach((group, index) => {
      const members = agents.filter((agent) => groupOf(agent) === group.key);
      const [, figure, , names] = this.children[index].children;
      setText(figure, number(members.length));
      const shown = members.slice(0, members.length > MOST_NAMED ? MOST_NAMED - 1 : MOST_NAMED);
      const rest = members.length - shown.length;
      const items = rest ? [...shown, { name: `+${rest}`, rest }] : shown;
      keep(names, items, (agent) => agent.name, () => make("li"), (item, agent) => {
        setText(item, agent.rest ? agent.name : properName(agent.name));
        setAttribute(item, "title", agent.rest ? null : whatTheyDo(agent));
      });
    });
  }
}

const whatTheyDo = (agent) => [agentFace(agent).word, agent.reason].filter(Boolean).join(": ");

customElements.define("cb-board-agents", Agents);
