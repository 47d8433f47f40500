// Encodes and decodes blobs, the text form of session descriptions: docs/blob-format.md.
//
// A description is {type, setup, credentials: {ufrag, password}, fingerprint: 32 bytes,
// maxMessageSize, candidates: [{type, host: {form, bytes}, port}]}. An answer may have answeredOffer, the
// identifier of the offer that it answers. A description may have nat, the behavior of that side's NAT. A
// decoded one has forOrder, its blob in version 1 without these two, and one decoded from version 2 has
// version1, the same blob in version 1.

import { base64UrlOf, bytesOfBase64Url, sameBytes, utf8 } from "../bytes.js";
import { FIRST_EXTENSION_TAG, readCandidates, writeCandidates } from "./candidates.js";
import {
  SECRET_LENGTH,
  literalLength,
  readDerivedCredentials,
  readLiteralCredentials,
  writeLiteralCredentials,
} from "./credentials.js";
import { damaged, truncated, unknownVersion } from "./faults.js";
import { CHECKSUM_LENGTH, HEADER_LENGTH, checksum, readHeader, seal } from "./header.js";
import { readNat } from "./nat.js";

const ANSWER = 0b100000;
const SETUP_SHIFT = 3;
const LITERAL = 0b000100;
const UNKNOWN_FLAGS = 0b000011;
const SETUPS = ["actpass", "active", "passive"];

const FINGERPRINT_LENGTH = 32;
const MAX_MESSAGE_SIZE = 0;
const DEFAULT_MAX_MESSAGE_SIZE = 262144;
const ANSWERED_OFFER = 1;
const NAT_BEHAVIOR = 2;

/** Returns the version 1 blob of a description with literal credentials, as browsers generate them. */
export function encodeBlob(description) {
  const content = [
    ...writeLiteralCredentials(description.credentials),
    ...description.fingerprint,
    ...writeCandidates(description.candidates),
    ...writeMaxMessageSize(description.maxMessageSize),
    ...writeAnsweredOffer(description.answeredOffer),
    ...writeNat(description.nat),
  ];
  const type = description.type === "answer" ? ANSWER : 0;
  const flags = type | (SETUPS.indexOf(description.setup) << SETUP_SHIFT) | LITERAL;
  return base64UrlOf(seal(flags, content));
}

/** Returns the 16-bit identifier by which an answer names its offer. */
export function identifierOf({ credentials: { ufrag, password }, fingerprint }) {
  const [high, low] = checksum([...utf8(ufrag + password), ...fingerprint]);
  return high * 256 + low;
}

/** Returns whether an answer names this offer, or none. */
export function isAnswerTo(offer, answer) {
  return answer.answeredOffer === undefined || answer.answeredOffer === identifierOf(offer);
}

/**
 * Returns this side's blob as the verification words are computed from it. A friend with derived
 * credentials may be a program that does not know the optional extensions, so they are left out then.
 */
export function ownForWords(friendBlob, own) {
  const { flags } = readHeader(friendBlob);
  return (flags & LITERAL) === 0 ? ownForOrder(own) : encodeBlob(own);
}

/** Returns this side's blob without the optional extensions: two offers are compared in this form. */
export function ownForOrder(own) {
  return encodeBlob({ ...own, answeredOffer: undefined, nat: undefined });
}

/** Returns the description of a blob, or throws a BlobFault. */
export async function decodeBlob(blob) {
  const { isCompact, flags, length, characters } = readHeader(blob);
  if (!/^[\w-]*$/.test(blob)) throw damaged();
  if (blob.length < characters) throw truncated();
  if (blob.length > characters) throw damaged();
  const bytes = bytesOf(blob, length);
  const end = length - CHECKSUM_LENGTH;
  if (end < HEADER_LENGTH) throw damaged();
  if (!sameBytes(bytes.slice(end), checksum(bytes.slice(0, end)))) throw damaged();
  if ((flags & UNKNOWN_FLAGS) !== 0) throw unknownVersion();
  const content = bytes.slice(HEADER_LENGTH, end);
  const description = await readContent(flags, new ByteReader(content), isCompact);
  const forOrder = version1Of(flags, content, description, isCompact, () =>
    writeMaxMessageSize(description.maxMessageSize));
  if (!isCompact) return { ...description, forOrder };
  const version1 = version1Of(flags, content, description, isCompact, (extensions) => extensions);
  return { ...description, forOrder, version1 };
}

/**
 * Returns the version 1 form of a blob. Both sides compute the verification words from it, and compare
 * it when both have made an offer.
 *
 * @param extensionsOf returns the extensions that it has, given those of the blob
 */
function version1Of(flags, content, { candidates }, isCompact, extensionsOf) {
  const credentialsLength = (flags & LITERAL) !== 0 ? literalLength(content) : SECRET_LENGTH;
  const start = credentialsLength + FINGERPRINT_LENGTH;
  const end = start + writeCandidates(candidates, isCompact).length;
  const whole = [
    ...content.slice(0, start),
    ...writeCandidates(candidates),
    ...extensionsOf(content.slice(end)),
  ];
  return base64UrlOf(seal(flags, whole));
}

/** Decodes base64url whose unused trailing bits have to be zero. */
function bytesOf(blob, length) {
  if (blob.length % 4 === 1) throw damaged();
  const bytes = bytesOfBase64Url(blob);
  if (bytes.length !== length || base64UrlOf(bytes) !== blob) throw damaged();
  return bytes;
}

async function readContent(flags, input, isCompact) {
  const type = (flags & ANSWER) !== 0 ? "answer" : "offer";
  const setup = SETUPS[(flags >> SETUP_SHIFT) & 3];
  if (setup === undefined || (type === "answer" && setup === "actpass")) throw damaged();
  const isLiteral = (flags & LITERAL) !== 0;
  const credentials = isLiteral ? readLiteralCredentials(input) : await readDerivedCredentials(input);
  const fingerprint = input.bytes(FINGERPRINT_LENGTH);
  const candidates = readCandidates(input, isCompact);
  const extensions = readExtensions(input);
  const maxMessageSize = extensions.get(MAX_MESSAGE_SIZE) ?? DEFAULT_MAX_MESSAGE_SIZE;
  const description = { type, setup, credentials, fingerprint, maxMessageSize, candidates };
  const answeredOffer = extensions.get(ANSWERED_OFFER);
  const nat = extensions.get(NAT_BEHAVIOR);
  if (answeredOffer !== undefined && type === "offer") throw damaged();
  if (answeredOffer !== undefined) description.answeredOffer = answeredOffer;
  if (nat !== undefined) description.nat = nat;
  return description;
}

function writeMaxMessageSize(size) {
  if (size === DEFAULT_MAX_MESSAGE_SIZE) return [];
  const value = [];
  for (let rest = size; rest > 0; rest = Math.floor(rest / 256)) value.unshift(rest % 256);
  return [FIRST_EXTENSION_TAG | MAX_MESSAGE_SIZE, value.length, ...value];
}

function writeAnsweredOffer(identifier) {
  if (identifier === undefined) return [];
  return [FIRST_EXTENSION_TAG | ANSWERED_OFFER, 2, identifier >> 8, identifier & 0xff];
}

function writeNat(nat) {
  return nat === undefined ? [] : [FIRST_EXTENSION_TAG | NAT_BEHAVIOR, 1, nat.code];
}

/** Returns the values of known extensions by their ids, and skips unknown ones. */
function readExtensions(input) {
  const known = new Map();
  for (let last = -1; !input.atEnd(); ) {
    const id = input.byte() - FIRST_EXTENSION_TAG;
    if (id <= last) throw damaged();
    last = id;
    const value = input.bytes(input.byte());
    if (id === MAX_MESSAGE_SIZE) known.set(id, numberOf(value));
    if (id === ANSWERED_OFFER) {
      if (value.length !== 2) throw damaged();
      known.set(id, value[0] * 256 + value[1]);
    }
    if (id === NAT_BEHAVIOR) known.set(id, readNat(value));
  }
  return known;
}

function numberOf(value) {
  const number = value.reduce((sum, byte) => sum * 256 + byte, 0);
  if (value.length > 4 || value[0] === 0 || number === DEFAULT_MAX_MESSAGE_SIZE) throw damaged();
  return number;
}

/** Reads bytes in order; reading beyond the end is a "damaged" fault. */
class ByteReader {
  position = 0;
  #bytes;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  atEnd() {
    return this.position === this.#bytes.length;
  }

  peek() {
    return this.#bytes[this.position];
  }

  byte() {
    return this.bytes(1)[0];
  }

  bytes(count) {
    if (this.position + count > this.#bytes.length) throw damaged();
    this.position += count;
    return this.#bytes.slice(this.position - count, this.position);
  }

  since(start) {
    return this.#bytes.slice(start, this.position);
  }
}
