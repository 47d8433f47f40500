// The speed of the last seconds.

const WINDOW = 5000;

export class RateMeter {
  #samples = [];

  /** Takes how many bytes there are at a time in milliseconds. */
  add(time, bytes) {
    this.#samples.push({ time, bytes });
    while (this.#samples.length > 2 && time - this.#samples[1].time > WINDOW) this.#samples.shift();
  }

  /** Bytes a second, or null if it is too early to tell. */
  get rate() {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    if (!first || last.time - first.time < 1000) return null;
    return ((last.bytes - first.bytes) * 1000) / (last.time - first.time);
  }
}
