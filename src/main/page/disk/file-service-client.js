// The page's access to the file service.

import { deferred } from "../async.js";
import { FileService } from "./file-service.js";

/** Returns the file service in a worker, or in the page itself if workers are not available. */
export function startFileService(source) {
  try {
    return new WorkerFileService(source);
  } catch {
    return new PageFileService();
  }
}

class PageFileService {
  hasWorker = false;
  #fileService = new FileService();

  async call(operation, fields) {
    return this.#fileService.call(operation, fields);
  }
}

class WorkerFileService {
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

  /** @param transferred objects whose ownership moves to the worker */
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
