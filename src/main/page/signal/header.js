// The header of a blob, which all versions share, and its checksum.

import { damaged, notABlob, truncated, unknownVersion } from "./faults.js";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const VERSION = ALPHABET.indexOf("1");
const VERSION_2 = ALPHABET.indexOf("2");

/** The fields of the header and the first two bits of the content fill seven characters. */
export const HEADER_CHARACTERS = 7;
export const HEADER_LENGTH = 5;
export const CHECKSUM_LENGTH = 3;

export function isOfBase64Url(character) {
  return character.length === 1 && ALPHABET.includes(character);
}

/**
 * Returns version, flags, and the length in bytes and in characters. Throws the first fault in the
 * order of docs/blob-format.md.
 */
export function readHeader(blob) {
  if (!/^p2[1-9]/.test(blob)) throw notABlob();
  if (blob.length < HEADER_CHARACTERS) throw truncated();
  const values = Array.from(blob.slice(0, HEADER_CHARACTERS), (c) => ALPHABET.indexOf(c));
  if (values.includes(-1)) throw damaged();
  const [, , version, flags, high, middle, low] = values;
  // 12 + 6 + 6 bits, then ten of length and six of check, then two bits of the content.
  const length = (high << 4) | (middle >> 2);
  const check = ((middle & 3) << 4) | (low >> 2);
  if (check !== (version ^ flags ^ (length >> 4) ^ (length & 15))) throw damaged();
  if (version > VERSION_2) throw unknownVersion();
  return { isCompact: version === VERSION_2, flags, length, characters: Math.ceil((length * 4) / 3) };
}

export function writeHeader(flags, length) {
  const check = VERSION ^ flags ^ (length >> 4) ^ (length & 15);
  return [0xa7, 0x60 | (VERSION >> 2), ((VERSION & 3) << 6) | flags, length >> 2, ((length & 3) << 6) | check];
}

/** Returns the bytes of a version 1 blob: header, content and checksum. */
export function seal(flags, content) {
  const length = HEADER_LENGTH + content.length + CHECKSUM_LENGTH;
  const bytes = [...writeHeader(flags, length), ...content];
  return [...bytes, ...checksum(bytes)];
}

/** CRC-24 of OpenPGP (RFC 9580, section 6.1.1) as three bytes. */
export function checksum(bytes) {
  let crc = 0xb704ce;
  for (const byte of bytes) {
    crc ^= byte << 16;
    for (let bit = 0; bit < 8; bit++) {
      crc <<= 1;
      if (crc & 0x1000000) crc ^= 0x1864cfb;
    }
  }
  return [crc >> 16, (crc >> 8) & 0xff, crc & 0xff];
}
