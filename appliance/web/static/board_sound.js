// A chime when a queue comes past its alarm. No browser makes a sound before somebody has pressed something on the page.

const KEY = "callbox-wallboard-sound";
const AGAIN_MS = 60_000;
const NOTES = [[880, 0], [660, 0.22], [880, 0.44]];

export class Alarm {
  #context = null;
  #sounding = new Set();
  #last = -Infinity;
  onchange = () => {};

  // What was wanted the last time; a screen whose browser allows sound by its settings has it again at once.
  constructor() {
    if (localStorage.getItem(KEY) === "on") this.#begin();
  }

  get wanted() {
    return localStorage.getItem(KEY) === "on";
  }

  get allowed() {
    return this.#context?.state === "running";
  }

  // Called by a press: that is what the browser waits for.
  async toggle() {
    if (this.wanted && this.allowed) {
      localStorage.setItem(KEY, "off");
      await this.#context.suspend();
    } else {
      localStorage.setItem(KEY, "on");
      this.#begin();
      await this.#context.resume();
      this.#chime(0.3);
    }
    this.onchange();
  }

  // Names of the queues that are past their alarm now: a new one is heard at once, all of them once a minute.
  hear(names) {
    const fresh = names.some((name) => !this.#sounding.has(name));
    this.#sounding = new Set(names);
    if (!names.length || !this.wanted || !this.allowed) return;
    if (fresh || performance.now() - this.#last >= AGAIN_MS) this.#chime(0.6);
  }

  #begin() {
    this.#context ??= new AudioContext();
    this.#context.onstatechange = () => this.onchange();
  }

  #chime(loudness) {
    this.#last = performance.now();
    const begins = this.#context.currentTime + 0.05;
    for (const [hertz, after] of NOTES) {
      const tone = new OscillatorNode(this.#context, { frequency: hertz });
      const level = new GainNode(this.#context, { gain: 0 });
      level.gain.setValueAtTime(0, begins + after);
      level.gain.linearRampToValueAtTime(loudness, begins + after + 0.02);
      level.gain.linearRampToValueAtTime(0, begins + after + 0.2);
      tone.connect(level).connect(this.#context.destination);
      tone.start(begins + after);
      tone.stop(begins + after + 0.21);
    }
    document.dispatchEvent(new Event("cb-chimed"));
  }
}
