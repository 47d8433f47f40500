// The candidates in a blob: a tag each, then the host and the port as far as they are not repeated.

import { sameBytes } from "../bytes.js";
import { isOfOneHost } from "./addresses.js";
import { damaged } from "./faults.js";
import { compactCode, readCompact, shortened } from "./compact.js";

export const MAX_CANDIDATES = 31;

/** The tags from this one on begin an extension. */
export const FIRST_EXTENSION_TAG = 0xc0;

const TYPES = ["host", "srflx", "relay"];
const FORMS = ["ipv4", "ipv6", "mdns"];
const SAME_HOST = 3;
const SAME_PORT = 0b1000;

/** Zero in version 1; in version 2 what is left out of the host. */
const CODE = 0b0111;

/**
 * Candidates are `{type, host: {form, bytes}, port}`.
 * @param isCompact whether in the form of version 2
 */
export function writeCandidates(candidates, isCompact = false) {
  const out = [];
  candidates.forEach(({ type, host, port }, i) => {
    const repeatsHost = i > 0 && isSameHost(host, candidates[i - 1].host);
    const repeatsPort = i > 0 && port === candidates[0].port;
    const form = repeatsHost ? SAME_HOST : FORMS.indexOf(host.form);
    const before = lastOf(host.form, candidates.slice(0, i));
    const code = isCompact && !repeatsHost ? compactCode(host, before) : 0;
    out.push((TYPES.indexOf(type) << 6) | (form << 4) | (repeatsPort ? SAME_PORT : 0) | code);
    if (!repeatsHost) out.push(...(isCompact ? shortened(host, code) : host.bytes));
    if (!repeatsPort) out.push(port >> 8, port & 0xff);
  });
  return out;
}

/** Reads up to the first extension or the end of `input`. */
export function readCandidates(input, isCompact = false) {
  const candidates = [];
  const start = input.position;
  while (!input.atEnd() && input.peek() < FIRST_EXTENSION_TAG) {
    if (candidates.length === MAX_CANDIDATES) throw damaged();
    candidates.push(readOne(input, candidates, isCompact));
  }
  // "What can be left out MUST be left out."
  const canonical = Uint8Array.from(writeCandidates(candidates, isCompact));
  if (!sameBytes(canonical, input.since(start))) throw damaged();
  return candidates;
}

function readOne(input, before, isCompact) {
  const tag = input.byte();
  const form = (tag >> 4) & 3;
  const repeatsPort = (tag & SAME_PORT) !== 0;
  if (!isCompact && (tag & CODE) !== 0) throw damaged();
  if ((repeatsPort || form === SAME_HOST) && before.length === 0) throw damaged();
  const host = form === SAME_HOST ? before.at(-1).host : readHost(FORMS[form], tag & CODE, before, input);
  const port = repeatsPort ? before[0].port : input.byte() * 256 + input.byte();
  const type = TYPES[tag >> 6];
  if (port === 0 || (host.form === "mdns" && type !== "host")) throw damaged();
  return { type, host, port };
}

function readHost(form, code, before, input) {
  const bytes = readCompact(form, code, lastOf(form, before), input);
  if (form !== "mdns" && !isOfOneHost(bytes)) throw damaged();
  return { form, bytes };
}

/** Returns the bytes of the last host of this form, or null. */
function lastOf(form, candidates) {
  return candidates.findLast(({ host }) => host.form === form)?.host.bytes ?? null;
}

function isSameHost(one, other) {
  return one.form === other.form && sameBytes(one.bytes, other.bytes);
}
