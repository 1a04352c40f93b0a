// Recording in the browser: what the microphone hears becomes a WAV, which every box can read.

import { duration } from "./clock.js";
import { setAttribute, setText } from "./dom.js";
import { t } from "./language.js";

const RATE = 48_000;
const LONGEST_MS = 180_000;

export function recorder(button, words, done) {
  if (!window.isSecureContext || !navigator.mediaDevices || !window.MediaRecorder) {
    button.disabled = true;
    setText(words, t("This browser gives a microphone only to pages over https, or on this very machine. Upload a file, or have the box call you."));
    return;
  }
  let recording = null;
  let timer = null;
  const end = () => recording?.stop();

  async function begin() {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: false, autoGainControl: false } });
    const pieces = [];
    const began = performance.now();
    recording = new MediaRecorder(stream);
    recording.ondataavailable = (event) => pieces.push(event.data);
    recording.onstop = async () => {
      clearInterval(timer);
      for (const track of stream.getTracks()) track.stop();
      setAttribute(button, "aria-pressed", "false");
      setText(button, t("Record again"));
      recording = null;
      const sound = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(await new Blob(pieces).arrayBuffer()).catch(() => null);
      setText(words, sound ? "" : t("Nothing was recorded; try again."));
      if (sound) done(wav(sound), sound.duration * 1000);
    };
    recording.start();
    setAttribute(button, "aria-pressed", "true");
    setText(button, t("Stop"));
    timer = setInterval(() => {
      const lasted = performance.now() - began;
      setText(words, duration(lasted));
      if (lasted > LONGEST_MS) end();
    }, 250);
  }

  button.addEventListener("click", () => {
    if (recording) end();
    else begin().catch((fault) => setText(words, t("The microphone cannot be had: {reason}", { reason: fault.message })));
  });
}

// 16 bits, one channel (RIFF; the 44 bytes before the samples).
function wav(sound) {
  const heard = sound.getChannelData(0);
  const view = new DataView(new ArrayBuffer(44 + 2 * heard.length));
  const text = (at, letters) => [...letters].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, 36 + 2 * heard.length, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sound.sampleRate, true);
  view.setUint32(28, 2 * sound.sampleRate, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, 2 * heard.length, true);
  heard.forEach((sample, index) => view.setInt16(44 + 2 * index, Math.max(-1, Math.min(1, sample)) * 32_767, true));
  return new Blob([view], { type: "audio/wav" });
}
