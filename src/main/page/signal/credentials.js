// ICE credentials in a blob: a browser's are literal, the program's are derived from a secret.

import { base64UrlOf, bytesOfBase64Url, utf8 } from "../bytes.js";
import { damaged } from "./faults.js";

export const SECRET_LENGTH = 16;
const SALT = "p2pcopy 1";

export function writeLiteralCredentials({ ufrag, password }) {
  const text = ufrag + password;
  const padded = text.padEnd(Math.ceil(text.length / 4) * 4, "A");
  const packed = bytesOfBase64Url(padded.replaceAll("+", "-").replaceAll("/", "_"));
  return [ufrag.length - 1, password.length - 1, ...packed.slice(0, packedLength(text.length))];
}

export function readLiteralCredentials(input) {
  const ufragLength = input.byte() + 1;
  const passwordLength = input.byte() + 1;
  if (ufragLength < 4 || passwordLength < 22) throw damaged();
  const length = ufragLength + passwordLength;
  const packed = input.bytes(packedLength(length));
  const text = base64UrlOf(packed).replaceAll("-", "+").replaceAll("_", "/");
  const padding = packed.length * 8 - length * 6;
  if ((packed.at(-1) & ((1 << padding) - 1)) !== 0) throw damaged();
  return { ufrag: text.slice(0, ufragLength), password: text.slice(ufragLength, length) };
}

/** Returns the length in bytes of the literal credentials at the start of a blob's content. */
export function literalLength([ufrag, password]) {
  return 2 + packedLength(ufrag + 1 + password + 1);
}

/** Derives both credentials from the secret with HKDF-SHA-256 (RFC 5869). */
export async function readDerivedCredentials(input) {
  const secret = await crypto.subtle.importKey("raw", input.bytes(SECRET_LENGTH), "HKDF", false, [
    "deriveBits",
  ]);
  return {
    ufrag: await derive(secret, "ice-ufrag", 6),
    password: await derive(secret, "ice-pwd", 18),
  };
}

async function derive(secret, info, length) {
  const algorithm = { name: "HKDF", hash: "SHA-256", salt: utf8(SALT), info: utf8(info) };
  const bits = await crypto.subtle.deriveBits(algorithm, secret, length * 8);
  return btoa(String.fromCharCode(...new Uint8Array(bits)));
}

function packedLength(characters) {
  return Math.ceil((6 * characters) / 8);
}
