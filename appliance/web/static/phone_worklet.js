// What runs on the sound's own thread: the mouth makes 20 ms frames of 8 kHz, the ear plays them out in time.

import { Resampler } from "./resampler.js";

const RATE = 8000;
const FRAME = 160;
const LEAST = 2; // frames, 40 ms, in hand before it begins to play
const MOST = 10; // frames, 200 ms; what is older is dropped
const CALM = 250; // frames, 5 s: what was always left over for so long is one frame too many

class Mouth extends AudioWorkletProcessor {
  constructor() {
    super();
    this.resampler = new Resampler(sampleRate, RATE);
    this.frame = new Int16Array(FRAME);
    this.filled = 0;
    this.loudest = 0;
    this.give = (sample) => {
      const value = Math.max(-32768, Math.min(32767, Math.round(sample * 32767)));
      this.loudest = Math.max(this.loudest, Math.abs(value));
      this.frame[this.filled++] = value;
      if (this.filled === FRAME) this.send();
    };
  }

  send() {
    const { buffer } = this.frame;
    this.port.postMessage({ samples: buffer, loudest: this.loudest }, [buffer]);
    this.frame = new Int16Array(FRAME);
    this.filled = this.loudest = 0;
  }

  process([input]) {
    if (input.length) this.resampler.put(input[0], this.give);
    return true;
  }
}

class Ear extends AudioWorkletProcessor {
  constructor() {
    super();
    this.begin();
    this.port.onmessage = ({ data }) => (data === "begin" ? this.begin() : this.take(data));
  }

  // A new conversation: nothing old in it.
  begin() {
    this.frames = [];
    this.wanted = LEAST;
    this.playing = false;
    this.spare = MOST;
    this.calm = 0;
    this.late = this.dropped = this.squeezed = 0;
    this.resampler = new Resampler(RATE, sampleRate);
    this.ready = new Float32Array(sampleRate); // one second; never more than two frames are in it
    this.from = this.to = 0;
    this.told = 0;
  }

  take(buffer) {
    if (this.frames.length === MOST) {
      this.frames.shift();
      this.dropped++;
    }
    this.frames.push(new Int16Array(buffer));
    this.playing ||= this.frames.length >= this.wanted;
  }

  // The next frame; silence while more is gathered. One that came late makes the wait longer, a long calm shorter.
  next() {
    if (!this.playing) return null;
    const frame = this.frames.shift();
    if (!frame) {
      this.late++;
      this.playing = false;
      this.wanted = Math.min(this.wanted + 1, MOST);
      this.calm = 0;
      this.spare = MOST;
      return null;
    }
    this.spare = Math.min(this.spare, this.frames.length);
    if (++this.calm >= CALM) {
      if (this.spare >= LEAST && this.frames.length) return this.squeeze(frame);
      this.calm = 0;
      this.spare = MOST;
    }
    return frame;
  }

  // Fades this frame into the one after it: the sound is a frame shorter, without a step.
  squeeze(frame) {
    const after = this.frames.shift();
    this.squeezed++;
    this.wanted = Math.max(LEAST, this.wanted - 1);
    this.calm = 0;
    this.spare = MOST;
    return frame.map((value, n) => value + ((after[n] - value) * (n + 0.5)) / FRAME);
  }

  fill() {
    const frame = this.next();
    const samples = new Float32Array(FRAME);
    if (frame) for (let n = 0; n < FRAME; n++) samples[n] = frame[n] / 32768;
    this.resampler.put(samples, (sample) => {
      this.ready[this.to] = sample;
      this.to = (this.to + 1) % this.ready.length;
    });
  }

  process(_, [output]) {
    const [channel] = output;
    for (let n = 0; n < channel.length; n++) {
      while (this.from === this.to) this.fill();
      channel[n] = this.ready[this.from];
      this.from = (this.from + 1) % this.ready.length;
    }
    if (currentTime - this.told >= 1) {
      this.told = currentTime;
      this.port.postMessage({ waiting: this.frames.length, late: this.late, dropped: this.dropped, squeezed: this.squeezed });
    }
    return true;
  }
}

registerProcessor("callbox-mouth", Mouth);
registerProcessor("callbox-ear", Ear);
