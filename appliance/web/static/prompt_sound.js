// The sound of prompts as callers hear them, fetched once each; one plays at a time.

const KEPT = 50; // sounds of some seconds each
const sounds = new Map();
let context;
let playing;

function address(name, language) {
  return `/api/v1/prompts/${encodeURIComponent(name)}/sound${language ? `?language=${encodeURIComponent(language)}` : ""}`;
}

async function soundOf(name, language) {
  const from = address(name, language);
  if (!sounds.has(from)) {
    const answer = await fetch(from);
    sounds.set(from, answer.ok ? await context.decodeAudioData(await answer.arrayBuffer()) : null);
    if (sounds.size > KEPT) sounds.delete(sounds.keys().next().value);
  }
  return sounds.get(from);
}

export function stopSound() {
  playing?.stop();
  playing = undefined;
}

// Resolves with whether all of it was heard to its end; a prompt that has no sound yet is passed over.
export async function playPrompts(names, language = "") {
  stopSound();
  context ??= new AudioContext();
  const mine = { stopped: false, stop: () => {} };
  playing = { stop: () => ((mine.stopped = true), mine.stop()) };
  const self = playing;
  for (const name of names) {
    const sound = await soundOf(name, language).catch(() => null);
    if (mine.stopped) return false;
    if (!sound) continue;
    await new Promise((over) => {
      const source = new AudioBufferSourceNode(context, { buffer: sound });
      source.connect(context.destination);
      source.addEventListener("ended", over);
      mine.stop = () => source.stop();
      source.start();
    });
    if (mine.stopped) return false;
  }
  if (playing === self) playing = undefined;
  return true;
}

