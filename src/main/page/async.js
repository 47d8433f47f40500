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
