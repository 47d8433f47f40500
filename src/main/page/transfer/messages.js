// The text messages of docs/transfer-protocol.md: one JSON object each, checked field by field.

import { breach } from "./faults.js";

const MAX_LENGTH = 65536;

/** Returns the object; everything that is not exactly one, or has a field twice, is a breach. */
export function parseMessage(text) {
  if (new TextEncoder().encode(text).length > MAX_LENGTH) throw breach("a message is too long");
  let message;
  try {
    message = JSON.parse(text);
  } catch {
    throw breach("a message is not JSON");
  }
  if (message === null || typeof message !== "object" || Array.isArray(message)) {
    throw breach("a message is not an object");
  }
  if (typeof message.type !== "string") throw breach("a message has no type");
  if (countFields(text) !== Object.keys(message).length) throw breach("a field is there twice");
  return message;
}

export function integerOf(message, field, least = 0, most = Number.MAX_SAFE_INTEGER) {
  const value = message[field];
  if (!Number.isSafeInteger(value) || value < least || value > most) {
    throw breach(`${message.type} has no usable ${field}`);
  }
  return value;
}

export function textOf(message, field, maxLength) {
  const value = message[field];
  if (typeof value !== "string" || value.length > maxLength) {
    throw breach(`${message.type} has no usable ${field}`);
  }
  return value;
}

/** `digits` lower-case hexadecimal digits. */
export function hexDigitsOf(message, field, digits) {
  const value = textOf(message, field, digits);
  if (!/^[0-9a-f]*$/.test(value) || value.length !== digits) {
    throw breach(`${message.type} has no usable ${field}`);
  }
  return value;
}

export function optionalTextOf(message, field, maxLength) {
  return message[field] === undefined ? "" : textOf(message, field, maxLength);
}

/** Counts the fields of the outermost object of valid JSON: JSON.parse passes over doubled ones. */
function countFields(text) {
  let depth = 0;
  let fields = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:]/g)) {
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth--;
    else if (token === ":" && depth === 1) fields++;
  }
  return fields;
}
