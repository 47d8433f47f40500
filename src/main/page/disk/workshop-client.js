// The page's side of the workshop.

import { deferred } from "../async.js";
import { Workshop } from "./workshop.js";

/** Returns the workshop in a worker, or in the page itself where no worker can be had. */
export function startWorkshop(source) {
  try {
    return new RemoteWorkshop(source);
  } catch {
    return new LocalWorkshop();
  }
}

class LocalWorkshop {
  hasWorker = false;
  #workshop = new Workshop();

  async call(operation, fields) {
    return this.#workshop.call(operation, fields);
  }
}

class RemoteWorkshop {
  hasWorker = true;
  #worker;
  #calls = new Map();
  #nextId = 0;

  constructor(source) {
    const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    this.#worker = new Worker(url);
    this.#worker.onmessage = ({ data }) => this.#answered(data);
    this.#worker.onerror = ({ message }) => this.#failed(message);
  }

  /** What is in `transferred` belongs to the worker afterwards. */
  call(operation, fields, transferred = []) {
    const id = this.#nextId++;
    const call = deferred();
    this.#calls.set(id, call);
    this.#worker.postMessage({ id, operation, fields }, transferred);
    return call.promise;
  }

  #answered({ id, result, fault }) {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    if (fault) call.reject(new DOMException(fault.message, fault.name));
    else call.resolve(result);
  }

  #failed(message) {
    for (const call of this.#calls.values()) call.reject(new Error(message));
    this.#calls.clear();
  }
}
