// <cb-player>: a sound with its picture, to be sought in by pointer or keys, slower and faster; its pauses are marked.

import { ask } from "./ask.js";
import { duration } from "./clock.js";
import { make, setAttribute, setText } from "./dom.js";
import { icon } from "./icons.js";
import { number, t } from "./language.js";

const SPEEDS = [0.75, 1, 1.25, 1.5, 2];
const SVG = "http://www.w3.org/2000/svg";
const FULL = 255;

class Player extends HTMLElement {
  #audio = new Audio();
  #toggle = make("button", "main toggle", icon("more"), make("span", "", t("Play")));
  #seek = make("input", "seek");
  #time = make("span", "time");
  #at = make("span", "at");
  #picture = make("div", "picture", this.#at);
  #speed = make("select", "speed");
  #marks = make("ul", "marks");
  #trouble = make("p", "said");
  #sound = null;

  constructor() {
    super();
    this.#toggle.type = "button";
    Object.assign(this.#seek, { type: "range", min: 0, step: 0.1, value: 0 });
    this.#seek.setAttribute("aria-label", t("Position in the sound"));
    this.#speed.setAttribute("aria-label", t("Speed"));
    this.#speed.append(...SPEEDS.map((speed) => new Option(`${number(speed)} ×`, speed, speed === 1, speed === 1)));
    this.#trouble.setAttribute("role", "alert");
    this.#audio.preload = "none";
    this.#toggle.addEventListener("click", () => (this.#audio.paused ? this.#play() : this.#audio.pause()));
    this.#seek.addEventListener("input", () => this.#go(Number(this.#seek.value)));
    this.#speed.addEventListener("change", () => (this.#audio.playbackRate = Number(this.#speed.value)));
    this.#picture.addEventListener("click", (event) => {
      const box = this.#picture.getBoundingClientRect();
      this.#go(((event.clientX - box.left) / box.width) * this.#seconds);
    });
    for (const name of ["timeupdate", "play", "pause", "ended", "seeked"]) this.#audio.addEventListener(name, () => this.#tell());
    this.#audio.addEventListener("error", () => setText(this.#trouble, t("The sound cannot be played; it may be gone from the box.")));
    this.#audio.addEventListener("play", () => this.dispatchEvent(new Event("cb-played")), { once: true });
  }

  connectedCallback() {
    if (!this.firstChild) this.append(this.#picture, make("div", "controls", this.#toggle, this.#seek, this.#time, this.#speed), this.#marks, this.#trouble);
  }

  disconnectedCallback() {
    this.#audio.pause();
  }

  // `sound`: { src, length_ms, picture (address, or none), pauses, save (address, or none) }
  show(sound) {
    this.#sound = sound;
    this.#audio.src = sound.src;
    this.#picture.hidden = !sound.picture;
    this.#seek.max = this.#seconds;
    const marks = (sound.pauses ?? []).map((pause) => this.#mark(pause));
    if (sound.save) {
      const save = make("a", "button", t("Save"));
      save.href = sound.save;
      save.download = "";
      marks.push(make("li", "", save));
    }
    this.#marks.replaceChildren(...marks);
    this.#tell();
    if (sound.picture) this.#draw(sound.picture);
  }

  get #seconds() {
    return this.#sound.length_ms / 1000;
  }

  #mark({ at_ms: at, length_ms: length }) {
    const region = make("span", "pause");
    region.style.insetInlineStart = `${(100 * at) / this.#sound.length_ms}%`;
    region.style.inlineSize = `${(100 * length) / this.#sound.length_ms}%`;
    this.#picture.append(region);
    const jump = make("button", "", t("Paused {from}–{until}", { from: duration(at), until: duration(at + length) }));
    jump.type = "button";
    jump.addEventListener("click", () => this.#go(at / 1000));
    return make("li", "", jump);
  }

  async #draw(address) {
    const told = await ask("GET", address).catch(() => null); // a sound without a picture can be heard all the same
    if (told) this.#picture.prepend(picture(told.channels));
  }

  #play() {
    setText(this.#trouble, "");
    this.#audio.playbackRate = Number(this.#speed.value);
    this.#audio.play().catch(() => {});
  }

  #go(seconds) {
    this.#audio.currentTime = Math.max(0, Math.min(seconds, this.#seconds));
    this.#tell();
  }

  #tell() {
    const at = this.#audio.currentTime;
    const plays = !this.#audio.paused && !this.#audio.ended;
    setAttribute(this.#toggle.firstChild, "name", plays ? "break" : "more");
    setText(this.#toggle.lastChild, plays ? t("Pause") : t("Play"));
    this.#seek.value = at;
    setAttribute(this.#seek, "aria-valuetext", duration(at * 1000));
    setText(this.#time, `${duration(at * 1000)} / ${duration(this.#sound.length_ms)}`);
    this.#at.style.insetInlineStart = `${this.#seconds ? (100 * at) / this.#seconds : 0}%`;
  }
}

// A row for each channel, the caller's above.
function picture(channels) {
  const svg = document.createElementNS(SVG, "svg");
  const columns = channels[0].length;
  svg.setAttribute("viewBox", `0 0 ${columns} ${channels.length * 100}`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  channels.forEach((peaks, row) => {
    const path = document.createElementNS(SVG, "path");
    const middle = row * 100 + 50;
    path.setAttribute("class", `channel${row}`);
    path.setAttribute("d", peaks.map((peak, x) => `M${x + 0.5} ${middle - 1 - (46 * peak) / FULL}V${middle + 1 + (46 * peak) / FULL}`).join(""));
    svg.append(path);
  });
  return svg;
}

customElements.define("cb-player", Player);
