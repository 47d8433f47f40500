// Hosts in blobs of version 2: three bits of a candidate's tag say which bytes are left out.

import { concatenated, sameBytes } from "../bytes.js";
import { damaged } from "./faults.js";

/** Names of the program have 32 random bits: xxxxxxxx-0000-4000-8000-000000000000. */
const OWN_NAME = Uint8Array.from([0, 0, 0x40, 0, 0x80, 0, 0, 0, 0, 0, 0, 0]);
const OWN_NAME_CODE = 1;

/** An IPv6 address whose first eight bytes are those of the last one. */
const SAME_PREFIX = 1;
const PREFIX_LENGTH = 8;

/** How many bytes after the prefix are zero and left out, by the two upper bits. */
const ZEROS = [0, 4, 6, 7];

/** @param before the bytes of the last host of the same form, or null */
export function compactCode({ form, bytes }, before) {
  if (form === "ipv4") return before === null ? 0 : Math.min(3, firstDifference(bytes, before));
  if (form === "mdns") return sameBytes(bytes.slice(4), OWN_NAME) ? OWN_NAME_CODE : 0;
  const isSame = before !== null && firstDifference(bytes, before) >= PREFIX_LENGTH;
  return (isSame ? SAME_PREFIX : 0) | (zerosCode(bytes) << 1);
}

/** Returns the bytes that are written. */
export function shortened({ form, bytes }, code) {
  if (form === "ipv4") return bytes.slice(code);
  if (form === "mdns") return code === OWN_NAME_CODE ? bytes.slice(0, 4) : bytes;
  const prefix = (code & SAME_PREFIX) !== 0 ? [] : bytes.slice(0, PREFIX_LENGTH);
  return [...prefix, ...bytes.slice(PREFIX_LENGTH + ZEROS[code >> 1])];
}

/** Returns the whole bytes. */
export function readCompact(form, code, before, input) {
  if (form === "ipv4") {
    if (code > 3) throw damaged();
    return concatenated(startOf(before, code), input.bytes(4 - code));
  }
  if (form === "mdns") {
    if (code > OWN_NAME_CODE) throw damaged();
    return code === OWN_NAME_CODE ? concatenated(input.bytes(4), OWN_NAME) : input.bytes(16);
  }
  const repeats = (code & SAME_PREFIX) !== 0;
  const prefix = repeats ? startOf(before, PREFIX_LENGTH) : input.bytes(PREFIX_LENGTH);
  const zeros = new Uint8Array(ZEROS[code >> 1]);
  return concatenated(prefix, zeros, input.bytes(PREFIX_LENGTH - zeros.length));
}

function startOf(before, length) {
  if (length > 0 && before === null) throw damaged();
  return length > 0 ? before.slice(0, length) : new Uint8Array(0);
}

function firstDifference(one, other) {
  const index = one.findIndex((byte, i) => byte !== other[i]);
  return index < 0 ? one.length : index;
}

function zerosCode(bytes) {
  const rest = bytes.slice(PREFIX_LENGTH);
  const first = rest.findIndex((byte) => byte !== 0);
  const count = first < 0 ? rest.length : first;
  return ZEROS.findLastIndex((zeros) => zeros <= count);
}
