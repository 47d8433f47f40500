// The candidates in a blob: a tag each, then the host and the port as far as they are not repeated.

import { sameBytes } from "../bytes.js";
import { isOfOneHost } from "./addresses.js";
import { damaged } from "./faults.js";

export const MAX_CANDIDATES = 31;

/** The tags from this one on begin an extension. */
export const FIRST_EXTENSION_TAG = 0xc0;

const TYPES = ["host", "srflx", "relay"];
const FORMS = ["ipv4", "ipv6", "mdns"];
const SAME_HOST = 3;
const SAME_PORT = 0b1000;
const RESERVED = 0b0111;

/** Candidates are `{type, host: {form, bytes}, port}`. */
export function writeCandidates(candidates) {
  const out = [];
  candidates.forEach(({ type, host, port }, i) => {
    const repeatsHost = i > 0 && isSameHost(host, candidates[i - 1].host);
    const repeatsPort = i > 0 && port === candidates[0].port;
    const form = repeatsHost ? SAME_HOST : FORMS.indexOf(host.form);
    out.push((TYPES.indexOf(type) << 6) | (form << 4) | (repeatsPort ? SAME_PORT : 0));
    if (!repeatsHost) out.push(...host.bytes);
    if (!repeatsPort) out.push(port >> 8, port & 0xff);
  });
  return out;
}

/** Reads up to the first extension or the end of `input`. */
export function readCandidates(input) {
  const candidates = [];
  const start = input.position;
  while (!input.atEnd() && input.peek() < FIRST_EXTENSION_TAG) {
    if (candidates.length === MAX_CANDIDATES) throw damaged();
    candidates.push(readOne(input, candidates));
  }
  // "What can be left out MUST be left out."
  const canonical = Uint8Array.from(writeCandidates(candidates));
  if (!sameBytes(canonical, input.since(start))) throw damaged();
  return candidates;
}

function readOne(input, before) {
  const tag = input.byte();
  const form = (tag >> 4) & 3;
  const repeatsPort = (tag & SAME_PORT) !== 0;
  if ((tag & RESERVED) !== 0) throw damaged();
  if ((repeatsPort || form === SAME_HOST) && before.length === 0) throw damaged();
  const host = form === SAME_HOST ? before.at(-1).host : readHost(FORMS[form], input);
  const port = repeatsPort ? before[0].port : input.byte() * 256 + input.byte();
  const type = TYPES[tag >> 6];
  if (port === 0 || (host.form === "mdns" && type !== "host")) throw damaged();
  return { type, host, port };
}

function readHost(form, input) {
  const bytes = input.bytes(form === "ipv4" ? 4 : 16);
  if (form !== "mdns" && !isOfOneHost(bytes)) throw damaged();
  return { form, bytes };
}

function isSameHost(one, other) {
  return one.form === other.form && sameBytes(one.bytes, other.bytes);
}
