// Parses the text messages of docs/transfer-protocol.md: one JSON object each, validated field by field.

import { breach } from "./faults.js";

const MAX_LENGTH_BYTES = 65536;

/** Returns the message. Anything but one JSON object with a type and unique fields is a breach. */
export function parseMessage(text) {
  if (new TextEncoder().encode(text).length > MAX_LENGTH_BYTES) throw breach("a message is too long");
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
  if (countFields(text) !== Object.keys(message).length) throw breach("a field occurs twice");
  return message;
}

export function integerOf(message, field, least = 0, most = Number.MAX_SAFE_INTEGER) {
  const value = message[field];
  if (!Number.isSafeInteger(value) || value < least || value > most) {
    throw breach(`${message.type} has an invalid ${field}`);
  }
  return value;
}

export function textOf(message, field, maxLength) {
  const value = message[field];
  if (typeof value !== "string" || value.length > maxLength) {
    throw breach(`${message.type} has an invalid ${field}`);
  }
  return value;
}

/** Returns a text of exactly `digits` lower-case hexadecimal digits. */
export function hexDigitsOf(message, field, digits) {
  const value = textOf(message, field, digits);
  if (!/^[0-9a-f]*$/.test(value) || value.length !== digits) {
    throw breach(`${message.type} has an invalid ${field}`);
  }
  return value;
}

export function optionalTextOf(message, field, maxLength) {
  return message[field] === undefined ? "" : textOf(message, field, maxLength);
}

/** Counts the fields of the outermost object of valid JSON: JSON.parse ignores duplicates. */
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
