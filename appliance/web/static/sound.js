// Microphone and loudspeaker of this browser, as frames: Int16 samples, 8 kHz, 20 ms each.

import { t } from "./language.js";

const WANTED = { audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: false } };
const RING = [
  [0, 0.4],
  [0.6, 0.4],
]; // s: when a chime begins and how long it is
const RING_EVERY_MS = 3000;

// Why this page cannot be a phone, as one sentence; empty when it can.
export function lacking() {
  if (!isSecureContext) {
    return t("The browser gives a microphone to secure pages only, and this is none. Open the box by https, or on the box itself as localhost.");
  }
  if (!navigator.mediaDevices?.getUserMedia) return t("This browser offers no microphone to pages.");
  if (!globalThis.AudioWorkletNode) return t("This browser is too old to be a phone: it has no AudioWorklet.");
  return "";
}

const REFUSED = {
  NotAllowedError: t("The microphone is not allowed here. Allow it in the browser's address line, then start the phone again."),
  NotFoundError: t("No microphone is plugged in."),
  NotReadableError: t("Another program holds the microphone."),
};

// Whether the microphone was allowed before, so that nobody has to be asked.
export async function allowed() {
  try {
    return (await navigator.permissions.query({ name: "microphone" })).state === "granted";
  } catch {
    return false; // a browser that cannot be asked
  }
}

export class Sound {
  #context = null;
  #stream = null;
  #mouth = null;
  #ear = null;
  #ringing = null;
  open = false; // whether what is said is handed on
  onframe = () => {};
  onlevel = () => {};
  onquality = () => {};
  onlost = () => {};

  get works() {
    return this.#ear !== null;
  }

  // False while the browser waits for a key or a click before it lets a page be heard.
  get audible() {
    return this.#context?.state === "running";
  }

  // Throws an Error with one sentence.
  async start() {
    try {
      this.#stream = await navigator.mediaDevices.getUserMedia(WANTED);
    } catch (fault) {
      throw new Error(REFUSED[fault.name] ?? t("The microphone does not work: {reason}", { reason: fault.message }));
    }
    this.#context = new AudioContext({ latencyHint: "interactive" });
    await this.#context.audioWorklet.addModule(new URL("phone_worklet.js", import.meta.url));
    this.#mouth = new AudioWorkletNode(this.#context, "callbox-mouth", { numberOfOutputs: 0, channelCount: 1, channelCountMode: "explicit" });
    const ear = new AudioWorkletNode(this.#context, "callbox-ear", { numberOfInputs: 0, outputChannelCount: [1] });
    this.#mouth.port.onmessage = ({ data }) => this.#said(data);
    ear.port.onmessage = ({ data }) => this.onquality(data);
    this.#context.createMediaStreamSource(this.#stream).connect(this.#mouth);
    ear.connect(this.#context.destination);
    this.#stream.getAudioTracks()[0].onended = () => {
      this.stop();
      this.onlost();
    };
    this.#ear = ear;
    this.resume();
  }

  resume() {
    this.#context?.resume();
  }

  stop() {
    this.ring(false);
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#context?.close();
    this.#context = this.#stream = this.#mouth = this.#ear = null;
  }

  // A conversation begins, or goes on after a break: nothing old is heard in it.
  begin() {
    this.#ear?.port.postMessage("begin");
  }

  hear(buffer) {
    this.#ear?.port.postMessage(buffer, [buffer]);
  }

  ring(wanted) {
    if (!wanted) {
      clearInterval(this.#ringing);
      this.#ringing = null;
    } else if (this.#ringing === null && this.#context) {
      this.#chime();
      this.#ringing = setInterval(() => this.#chime(), RING_EVERY_MS);
    }
  }

  #said({ samples, loudest }) {
    this.onlevel(loudest / 32768);
    if (this.open) this.onframe(samples);
  }

  #chime() {
    const context = this.#context;
    for (const [after, lasts] of RING) {
      const begins = context.currentTime + after;
      const gain = new GainNode(context, { gain: 0 });
      gain.gain.setTargetAtTime(0.12, begins, 0.01);
      gain.gain.setTargetAtTime(0, begins + lasts, 0.03);
      gain.connect(context.destination);
      for (const frequency of [660, 880]) {
        const tone = new OscillatorNode(context, { frequency });
        tone.connect(gain);
        tone.start(begins);
        tone.stop(begins + lasts + 0.3);
      }
    }
  }
}
