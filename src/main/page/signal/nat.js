// The behavior of a NAT as a blob has it (docs/blob-format.md): whether the mapping depends on the destination.

import { damaged } from "./faults.js";

const DEPENDENT = 2;
const BLOCKED = 3;
const MAPPING_SHIFT = 6;
const IPV6 = 1;

/** The ports: unknown, preserved, regular or random. */
const REGULAR = 2;
const RANDOM = 3;

/** Returns {isStrict, isBlocked, hasIpv6, code} of the extension's value, or throws a BlobFault. */
export function readNat(value) {
  if (value.length !== 1) throw damaged();
  const [code] = value;
  const mapping = code >> MAPPING_SHIFT;
  const ports = (code >> 4) & 3;
  const width = (code >> 1) & 7;
  const fits = ports === REGULAR ? width > 0 : width === 0 || ports === RANDOM;
  if (mapping < DEPENDENT || !fits || (mapping === BLOCKED && ports !== 0)) throw damaged();
  return natOf(mapping, (code & IPV6) !== 0, code);
}

/** Returns the same for a strict NAT whose choice of ports is unknown. */
export function strictNat(hasIpv6) {
  return natOf(DEPENDENT, hasIpv6, (DEPENDENT << MAPPING_SHIFT) | (hasIpv6 ? IPV6 : 0));
}

function natOf(mapping, hasIpv6, code) {
  return { isStrict: mapping === DEPENDENT, isBlocked: mapping === BLOCKED, hasIpv6, code };
}
