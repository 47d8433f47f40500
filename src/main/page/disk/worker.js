// The worker that runs the file service for the page.

import { FileService } from "./file-service.js";

const fileService = new FileService();

self.onmessage = async ({ data: { id, operation, fields } }) => {
  try {
    const result = await fileService.call(operation, fields);
    self.postMessage({ id, result }, result?.buffer instanceof ArrayBuffer ? [result.buffer] : []);
  } catch (e) {
    self.postMessage({ id, fault: { name: e.name, message: e.message } });
  }
};
