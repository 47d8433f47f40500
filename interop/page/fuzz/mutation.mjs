// Mutations of valid input, determined by a seed.

const NUMBERS = [0, 1, -1, 0.5, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 52, 2 ** 53 - 1, 2 ** 53, -(2 ** 53), 1e308];
const TEXTS = ["", ".", "..", "/", "a/../b", "\u0000", "\ud800", "\u3164", "__proto__", "constructor", "toString", "x".repeat(5000)];
const VALUES = [null, true, false, [], {}, [[]], ...NUMBERS, ...TEXTS];
const WORDS = [0, 1, 255, 0x7fffffff, 0x80000000, 0xffffffff];

/** A pseudorandom generator (xorshift32). */
export class Choices {
  #state;

  constructor(seed) {
    this.#state = seed * 2654435761 + 1 | 0 || 1;
  }

  below(bound) {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % bound;
  }

  of(list) {
    return list[this.below(list.length)];
  }
}

/** Returns text with characters changed, removed, repeated or inserted. */
export function mutatedText(text, choices) {
  const characters = [...text];
  for (let times = 1 + choices.below(4); times > 0; times--) {
    const at = choices.below(characters.length + 1);
    const change = choices.below(5);
    if (change === 0) characters.splice(at, 1 + choices.below(8));
    else if (change === 1) characters.splice(at, 0, ...characters.slice(at, at + 1 + choices.below(40)));
    else if (change === 2) characters[at] = String.fromCharCode(choices.below(0x3000));
    else if (change === 3) characters[at] = String.fromCharCode(33 + choices.below(94));
    else characters.splice(at, 0, choices.of(["\\u", "\"", "{", "]", ":", "%", " ", "\n", "p21", "p22", "p29"]));
  }
  return characters.join("");
}

/** Returns bytes with a byte changed, truncated, extended, or with a boundary value inserted. */
export function mutatedBytes(bytes, choices) {
  const change = choices.below(4);
  if (change === 0) return bytes.slice(0, choices.below(bytes.length + 1));
  if (change === 1) return Uint8Array.from([...bytes, ...bytes.slice(0, choices.below(64))]);
  const changed = bytes.slice();
  if (changed.length === 0) return changed;
  if (change === 2 || changed.length < 4) changed[choices.below(changed.length)] = choices.below(256);
  else new DataView(changed.buffer).setUint32(4 * choices.below(Math.min(changed.length >> 2, 14)), choices.of(WORDS));
  return changed;
}

/** Returns a JSON value with one part replaced, removed or duplicated. */
export function mutatedValue(value, choices) {
  const copy = structuredClone(value);
  const places = placesIn(copy);
  if (places.length === 0) return choices.of(VALUES);
  const [holder, key] = choices.of(places);
  const change = choices.below(4);
  if (change === 0 && Array.isArray(holder)) holder.splice(key, 1);
  else if (change === 0) delete holder[key];
  else if (change === 1 && Array.isArray(holder)) holder.splice(key, 0, structuredClone(holder[key]));
  else holder[key] = structuredClone(choices.of(VALUES));
  return copy;
}

/** Returns a conversation with a message changed, left out, repeated or moved. */
export function mutatedList(messages, choices, mutatedMessage) {
  const list = [...messages];
  for (let times = 1 + choices.below(3); times > 0 && list.length > 0; times--) {
    const at = choices.below(list.length);
    const change = choices.below(6);
    if (change === 0) list.splice(at, 1);
    else if (change === 1) list.splice(at, 0, list[at]);
    else if (change === 2) list.splice(choices.below(list.length), 0, ...list.splice(at, 1));
    else list[at] = mutatedMessage(list[at], choices);
  }
  return list;
}

function placesIn(value) {
  if (value === null || typeof value !== "object") return [];
  return Object.keys(value).flatMap((key) => [[value, key], ...placesIn(value[key])]);
}
