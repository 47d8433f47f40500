// Small tools for things that happen later.

/** Returns a promise with the functions that settle it. */
export function deferred() {
  let resolve;
  let reject;
  const promise = new Promise((fulfil, refuse) => {
    resolve = fulfil;
    reject = refuse;
  });
  // Whoever never looks at it is not told of its failure.
  promise.catch(() => {});
  return { promise, resolve, reject };
}

export function delay(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** How long work that takes its time may keep the page from everything else. */
const SLICE = 40;

/** Lets others in during long work: `if (turn.isOver) await turn.next();`. */
export class Turn {
  #began = performance.now();

  get isOver() {
    return performance.now() - this.#began > SLICE;
  }

  async next() {
    await delay(0);
    this.#began = performance.now();
  }
}

/** Wakes who waits for a change of something. */
export class Change {
  #next = deferred();

  tell() {
    this.#next.resolve();
    this.#next = deferred();
  }

  /** Returns once `condition` holds; it is looked at again after each change. */
  async until(condition) {
    while (!condition()) await this.#next.promise;
  }
}
