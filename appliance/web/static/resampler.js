// A band-limited change of the sampling rate, for any two rates, in pieces of any length.

const HALF_WIDTH = 16; // zero crossings of the windowed sinc on either side
const STEPS = 128; // table entries per zero crossing; between two of them it is interpolated
const BETA = 8.6; // of the Kaiser window: 86 dB beyond the edge of the band
const EDGE = 0.9; // of the lower rate's half: where the filter is 6 dB down, its slope ends at the half itself

function bessel(x) {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function windowedSinc() {
  const table = new Float64Array(HALF_WIDTH * STEPS + 2);
  for (let n = 0; n <= HALF_WIDTH * STEPS; n++) {
    const x = n / STEPS;
    const sinc = n === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    table[n] = (sinc * bessel(BETA * Math.sqrt(1 - (x / HALF_WIDTH) ** 2))) / bessel(BETA);
  }
  return table;
}

const TABLE = windowedSinc();

export class Resampler {
  // Rates in hertz.
  constructor(from, to) {
    this.step = from / to; // input samples per output sample
    this.scale = Math.min(1, to / from) * EDGE; // zero crossings per input sample
    this.reach = Math.ceil(HALF_WIDTH / this.scale); // input samples on either side of an output sample
    this.kept = new Float32Array(this.reach); // silence before the first sample
    this.at = this.reach; // where in `kept` plus what comes the next output sample lies
  }

  // Takes Float32Array samples, calls `give` with each output sample whose neighbours are all there.
  put(samples, give) {
    const all = new Float32Array(this.kept.length + samples.length);
    all.set(this.kept);
    all.set(samples, this.kept.length);
    while (this.at + this.reach < all.length) {
      give(this.sample(all, this.at));
      this.at += this.step;
    }
    const first = Math.max(0, Math.floor(this.at) - this.reach);
    this.kept = all.slice(first);
    this.at -= first;
  }

  sample(all, at) {
    const scale = this.scale * STEPS;
    let sum = 0;
    for (let n = Math.max(0, Math.ceil(at - this.reach)); n <= at + this.reach; n++) {
      const place = Math.abs(n - at) * scale;
      const whole = Math.floor(place);
      if (whole < HALF_WIDTH * STEPS) sum += all[n] * (TABLE[whole] + (place - whole) * (TABLE[whole + 1] - TABLE[whole]));
    }
    return sum * this.scale;
  }
}
