// <cb-icon name="…">: one picture per state, so that no state is told by colour alone. Drawn on a field of 20 × 20.

const PATHS = {
  idle: ["M10 4.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11"],
  ringing: ["M5.5 13.5c1-1 1-2.5 1-4.5a3.5 3.5 0 0 1 7 0c0 2 0 3.5 1 4.5z", "M8.7 16a1.5 1.5 0 0 0 2.6 0", "M3 8.5c0-2 .8-3.6 2-4.7", "M17 8.5c0-2-.8-3.6-2-4.7"],
  flow: ["M5 5h.01M10 5h.01M15 5h.01M5 10h.01M10 10h.01M15 10h.01M5 15h.01M10 15h.01M15 15h.01"],
  waiting: ["M6 3.5h8M6 16.5h8", "M7 3.5v2.5l3 4l-3 4v2.5", "M13 3.5v2.5l-3 4l3 4v2.5"],
  talking: ["M3.5 6a2 2 0 0 1 2-2h9a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2h-5l-4 3.5v-3.5a2 2 0 0 1-2-2z", "M7 8.5h6"],
  message: ["M6.2 12.5a2.7 2.7 0 1 0 0-5.4a2.7 2.7 0 1 0 0 5.4h7.6a2.7 2.7 0 1 0 0-5.4a2.7 2.7 0 1 0 0 5.4"],
  ending: ["M3.5 11.5c3.8-3.7 9.2-3.7 13 0l-1.7 2l-2.6-1.2v-2c-1.5-.5-2.9-.5-4.4 0v2l-2.6 1.2z"],
  trouble: ["M10 3.5l7.2 12.5h-14.4z", "M10 8.5v3.5", "M10 14h.01"],
  free: ["M10 3.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13", "M7 10.2l2.2 2.2l4-4.6"],
  break: ["M10 3.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13", "M8.3 7.7v4.6M11.7 7.7v4.6"],
  out: ["M10 3.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13", "M7 10h6"],
  wrapup: ["M4 16l.8-3.3l8.5-8.5l2.5 2.5l-8.5 8.5z", "M11.8 5.7l2.5 2.5"],
  answered: ["M4 10.5l4 4l8-9"],
  left: ["M8 4h-3.5v12h3.5", "M8 10h8.5M13.5 6.8l3.2 3.2l-3.2 3.2"],
  missed: ["M5 5l10 10M15 5l-10 10"],
  self: ["M4 16.5v-6.5l6-5.5l6 5.5v6.5z", "M8 16.5v-4h4v4"],
  cut: ["M11 2.5l-5.5 8.5h4l-1 6.5l6-9h-4.5z"],
  more: ["M7.5 5l5 5l-5 5"],
  wait: ["M10 3.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13", "M10 6.5v3.7l2.4 1.6"],
  live: ["M10 8.2a1.8 1.8 0 1 0 0 3.6a1.8 1.8 0 1 0 0-3.6", "M6.3 6.3a5.2 5.2 0 0 0 0 7.4M13.7 6.3a5.2 5.2 0 0 1 0 7.4"],
};

const SVG = "http://www.w3.org/2000/svg";

class Icon extends HTMLElement {
  static observedAttributes = ["name"];

  attributeChangedCallback() {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 20 20");
    svg.setAttribute("aria-hidden", "true");
    for (const d of PATHS[this.getAttribute("name")] ?? PATHS.idle) {
      const path = document.createElementNS(SVG, "path");
      path.setAttribute("d", d);
      svg.append(path);
    }
    this.replaceChildren(svg);
  }
}

customElements.define("cb-icon", Icon);

export function icon(name) {
  const element = document.createElement("cb-icon");
  element.setAttribute("name", name);
  return element;
}
