// Measures the current transfer rate.

const WINDOW_MS = 5000;

export class RateMeter {
  #samples = [];

  /** Records the number of bytes transferred so far at a time in milliseconds. */
  add(time, bytes) {
    this.#samples.push({ time, bytes });
    while (this.#samples.length > 2 && time - this.#samples[1].time > WINDOW_MS) this.#samples.shift();
  }

  /** Bytes per second over the last five seconds, or null within the first second. */
  get rate() {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    if (!first || last.time - first.time < 1000) return null;
    return ((last.bytes - first.bytes) * 1000) / (last.time - first.time);
  }
}
