// Tracks which entries are finished: stored, skipped or failed.

/** docs/transfer-protocol.md: `stored` at most ten times a second. */
const REPORT_INTERVAL_MS = 100;

export class FinishedEntries {
  #isFinished;
  #count = 0;
  #through = -1;
  #reported = -1;
  #report;
  #timer = null;

  /** @param report receives the number of the last entry up to which all are finished */
  constructor(count, report) {
    this.#isFinished = new Uint8Array(count);
    this.#report = report;
  }

  add(number) {
    if (this.has(number)) return;
    this.#isFinished[number] = 1;
    this.#count++;
    while (this.#isFinished[this.#through + 1] === 1) this.#through++;
    this.#timer ??= setTimeout(() => this.#reportNow(), REPORT_INTERVAL_MS);
  }

  has(number) {
    return this.#isFinished[number] === 1;
  }

  get isComplete() {
    return this.#count === this.#isFinished.length;
  }

  /** Reports at once, after all entries are finished. */
  reportLast() {
    clearTimeout(this.#timer);
    this.#reportNow();
  }

  #reportNow() {
    this.#timer = null;
    if (this.#through === this.#reported) return;
    this.#reported = this.#through;
    try {
      this.#report(this.#through);
    } catch {
      // The connection was lost; the reading side reports that.
    }
  }
}
