// Byte arrays and their text forms.

/** Returns lower-case hexadecimal digits. */
export function hexOf(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Decodes an even number of hexadecimal digits. */
export function bytesOfHex(digits) {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** Returns base64url without padding (RFC 4648, section 5). */
export function base64UrlOf(bytes) {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** Decodes base64url without padding, whose length has to fit whole bytes. */
export function bytesOfBase64Url(text) {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

export function concatenated(...arrays) {
  const all = new Uint8Array(arrays.reduce((sum, array) => sum + array.length, 0));
  let position = 0;
  for (const array of arrays) {
    all.set(array, position);
    position += array.length;
  }
  return all;
}

export function sameBytes(one, other) {
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}

export function utf8(text) {
  return new TextEncoder().encode(text);
}

export async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}
