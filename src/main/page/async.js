// Promises, delays and notification of changes.

/** Returns a promise with the functions that settle it. */
export function deferred() {
  let resolve;
  let reject;
  const promise = new Promise((fulfil, refuse) => {
    resolve = fulfil;
    reject = refuse;
  });
  // A rejection that nobody awaits must not be reported as unhandled.
  promise.catch(() => {});
  return { promise, resolve, reject };
}

export function delay(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** How long work may block the page's event loop, in milliseconds. */
const SLICE_MS = 40;

/** Splits long work so that the page stays responsive: `if (slice.isOver) await slice.next();`. */
export class TimeSlice {
  #startedAt = performance.now();

  get isOver() {
    return performance.now() - this.#startedAt > SLICE_MS;
  }

  async next() {
    await delay(0);
    this.#startedAt = performance.now();
  }
}

/** Wakes those that wait for a condition to hold. */
export class ChangeNotifier {
  #next = deferred();

  notify() {
    this.#next.resolve();
    this.#next = deferred();
  }

  /** Resolves once `condition` holds; it is evaluated again after each `notify`. */
  async until(condition) {
    while (!condition()) await this.#next.promise;
  }
}
