// Which entries are finished: stored, skipped or failed.

/** "At most ten times a second." */
const INTERVAL = 100;

export class Settlement {
  #isSettled;
  #count = 0;
  #through = -1;
  #told = -1;
  #tell;
  #timer = null;

  /** @param tell takes the number up to which all are finished */
  constructor(count, tell) {
    this.#isSettled = new Uint8Array(count);
    this.#tell = tell;
  }

  settle(number) {
    if (this.isSettled(number)) return;
    this.#isSettled[number] = 1;
    this.#count++;
    while (this.#isSettled[this.#through + 1] === 1) this.#through++;
    this.#timer ??= setTimeout(() => this.#tellNow(), INTERVAL);
  }

  isSettled(number) {
    return this.#isSettled[number] === 1;
  }

  get isComplete() {
    return this.#count === this.#isSettled.length;
  }

  /** All are finished. */
  tellLast() {
    clearTimeout(this.#timer);
    this.#tellNow();
  }

  #tellNow() {
    this.#timer = null;
    if (this.#through === this.#told) return;
    this.#told = this.#through;
    try {
      this.#tell(this.#through);
    } catch {
      // The connection was lost meanwhile; whoever reads from it finds out.
    }
  }
}
