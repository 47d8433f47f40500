// The worker: answers the calls of the page.

import { Workshop } from "./workshop.js";

const workshop = new Workshop();

self.onmessage = async ({ data: { id, operation, fields } }) => {
  try {
    const result = await workshop.call(operation, fields);
    self.postMessage({ id, result }, result?.buffer instanceof ArrayBuffer ? [result.buffer] : []);
  } catch (e) {
    self.postMessage({ id, fault: { name: e.name, message: e.message } });
  }
};
