// Encodes the candidates of a blob: a tag for each, then host and port unless the tag says that they repeat.

import { sameBytes } from "../bytes.js";
import { isUnicast } from "./addresses.js";
import { damaged } from "./faults.js";
import { compactCode, readCompact, shortened } from "./compact.js";

export const MAX_CANDIDATES = 31;

/** Tags from this value on start an extension. */
export const FIRST_EXTENSION_TAG = 0xc0;

const TYPES = ["host", "srflx", "relay"];
const FORMS = ["ipv4", "ipv6", "mdns"];
const SAME_HOST = 3;
const SAME_PORT = 0b1000;

/** The bits of a tag that tell in version 2 which bytes of the host are omitted; zero in version 1. */
const COMPACT_CODE_MASK = 0b0111;

/**
 * Candidates are `{type, host: {form, bytes}, port}`.
 * @param isCompact whether to write version 2
 */
export function writeCandidates(candidates, isCompact = false) {
  const out = [];
  candidates.forEach(({ type, host, port }, i) => {
    const repeatsHost = i > 0 && isSameHost(host, candidates[i - 1].host);
    const repeatsPort = i > 0 && port === candidates[0].port;
    const form = repeatsHost ? SAME_HOST : FORMS.indexOf(host.form);
    const previous = lastOf(host.form, candidates.slice(0, i));
    const code = isCompact && !repeatsHost ? compactCode(host, previous) : 0;
    out.push((TYPES.indexOf(type) << 6) | (form << 4) | (repeatsPort ? SAME_PORT : 0) | code);
    if (!repeatsHost) out.push(...(isCompact ? shortened(host, code) : host.bytes));
    if (!repeatsPort) out.push(port >> 8, port & 0xff);
  });
  return out;
}

/** Reads candidates up to the first extension or the end of `input`. */
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

function readOne(input, previous, isCompact) {
  const tag = input.byte();
  const form = (tag >> 4) & 3;
  const repeatsPort = (tag & SAME_PORT) !== 0;
  if (!isCompact && (tag & COMPACT_CODE_MASK) !== 0) throw damaged();
  if ((repeatsPort || form === SAME_HOST) && previous.length === 0) throw damaged();
  const host = form === SAME_HOST ? previous.at(-1).host : readHost(FORMS[form], tag & COMPACT_CODE_MASK, previous, input);
  const port = repeatsPort ? previous[0].port : input.byte() * 256 + input.byte();
  const type = TYPES[tag >> 6];
  if (port === 0 || (host.form === "mdns" && type !== "host")) throw damaged();
  return { type, host, port };
}

function readHost(form, code, previous, input) {
  const bytes = readCompact(form, code, lastOf(form, previous), input);
  if (form !== "mdns" && !isUnicast(bytes)) throw damaged();
  return { form, bytes };
}

/** Returns the bytes of the last host of this form, or null. */
function lastOf(form, candidates) {
  return candidates.findLast(({ host }) => host.form === form)?.host.bytes ?? null;
}

function isSameHost(one, other) {
  return one.form === other.form && sameBytes(one.bytes, other.bytes);
}
