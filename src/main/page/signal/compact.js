// Compact hosts of version 2 blobs: three bits of a candidate's tag tell which bytes are omitted.

import { concatenated, sameBytes } from "../bytes.js";
import { damaged } from "./faults.js";

/** The program's mDNS names have 32 random bits: xxxxxxxx-0000-4000-8000-000000000000. */
const PROGRAM_NAME_END = Uint8Array.from([0, 0, 0x40, 0, 0x80, 0, 0, 0, 0, 0, 0, 0]);
const PROGRAM_NAME_CODE = 1;

/** The IPv6 prefix is the same as in the previous IPv6 host. */
const SAME_PREFIX = 1;
const PREFIX_LENGTH = 8;

/** How many zero bytes after the prefix are omitted, by the upper two bits of the code. */
const OMITTED_ZEROS = [0, 4, 6, 7];

/**
 * Returns the code that omits most.
 *
 * @param previous the bytes of the last host of the same form, or null
 */
export function compactCode({ form, bytes }, previous) {
  if (form === "ipv4") return previous === null ? 0 : Math.min(3, firstDifference(bytes, previous));
  if (form === "mdns") return sameBytes(bytes.slice(4), PROGRAM_NAME_END) ? PROGRAM_NAME_CODE : 0;
  const isSame = previous !== null && firstDifference(bytes, previous) >= PREFIX_LENGTH;
  return (isSame ? SAME_PREFIX : 0) | (zerosCode(bytes) << 1);
}

/** Returns the bytes that are not omitted. */
export function shortened({ form, bytes }, code) {
  if (form === "ipv4") return bytes.slice(code);
  if (form === "mdns") return code === PROGRAM_NAME_CODE ? bytes.slice(0, 4) : bytes;
  const prefix = (code & SAME_PREFIX) !== 0 ? [] : bytes.slice(0, PREFIX_LENGTH);
  return [...prefix, ...bytes.slice(PREFIX_LENGTH + OMITTED_ZEROS[code >> 1])];
}

/** Reads a host and returns all its bytes. */
export function readCompact(form, code, previous, input) {
  if (form === "ipv4") {
    if (code > 3) throw damaged();
    return concatenated(startOf(previous, code), input.bytes(4 - code));
  }
  if (form === "mdns") {
    if (code > PROGRAM_NAME_CODE) throw damaged();
    return code === PROGRAM_NAME_CODE ? concatenated(input.bytes(4), PROGRAM_NAME_END) : input.bytes(16);
  }
  const repeats = (code & SAME_PREFIX) !== 0;
  const prefix = repeats ? startOf(previous, PREFIX_LENGTH) : input.bytes(PREFIX_LENGTH);
  const zeros = new Uint8Array(OMITTED_ZEROS[code >> 1]);
  return concatenated(prefix, zeros, input.bytes(PREFIX_LENGTH - zeros.length));
}

function startOf(previous, length) {
  if (length > 0 && previous === null) throw damaged();
  return length > 0 ? previous.slice(0, length) : new Uint8Array(0);
}

function firstDifference(one, other) {
  const index = one.findIndex((byte, i) => byte !== other[i]);
  return index < 0 ? one.length : index;
}

function zerosCode(bytes) {
  const rest = bytes.slice(PREFIX_LENGTH);
  const first = rest.findIndex((byte) => byte !== 0);
  const count = first < 0 ? rest.length : first;
  return OMITTED_ZEROS.findLastIndex((zeros) => zeros <= count);
}
