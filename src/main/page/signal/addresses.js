// Converts IP addresses and mDNS names between text and bytes.

import { bytesOfHex, hexOf } from "../bytes.js";

const MDNS = /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})\.local$/i;
const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

/**
 * Returns {form, bytes} of an IPv4 address (4 bytes), an IPv6 address (16) or the UUID of an mDNS
 * name (16), or null for anything else, including addresses that are not unicast.
 */
export function parseHost(text) {
  const name = MDNS.exec(text);
  if (name) return { form: "mdns", bytes: bytesOfHex(name.slice(1).join("")) };
  const ipv4 = parseIpv4(text);
  if (ipv4) return isUnicast(ipv4) ? { form: "ipv4", bytes: ipv4 } : null;
  const ipv6 = text.includes(":") ? parseIpv6(text) : null;
  return ipv6 && isUnicast(ipv6) ? { form: "ipv6", bytes: ipv6 } : null;
}

/** Returns the text of a host as returned by parseHost. */
export function hostText({ form, bytes }) {
  if (form === "ipv4") return bytes.join(".");
  if (form === "ipv6") return ipv6Text(bytes);
  const hex = hexOf(bytes);
  const groups = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
  return `${groups.join("-")}.local`;
}

/** Whether an address is unicast: not unspecified, multicast, broadcast or IPv4-mapped. */
export function isUnicast(bytes) {
  if (bytes.every((byte) => byte === 0)) return false;
  if (bytes.length === 4) {
    const isMulticast = bytes[0] >= 224 && bytes[0] < 240;
    return !isMulticast && !bytes.every((byte) => byte === 255);
  }
  const isMapped = bytes.slice(0, 10).every((b) => b === 0) && bytes[10] === 255 && bytes[11] === 255;
  return bytes[0] !== 255 && !isMapped;
}

function parseIpv4(text) {
  const octets = IPV4.exec(text)?.slice(1).map(Number);
  return octets?.every((octet) => octet < 256) ? Uint8Array.from(octets) : null;
}

function parseIpv6(text) {
  const last = text.slice(text.lastIndexOf(":") + 1);
  const embedded = parseIpv4(last);
  const plain = embedded
    ? text.slice(0, -last.length) + [hexOf(embedded.slice(0, 2)), hexOf(embedded.slice(2))].join(":")
    : text;
  const halves = plain.split("::").map((half) => (half === "" ? [] : half.split(":")));
  const given = halves.flat();
  const missing = 8 - given.length;
  const isWhole = halves.length === 1 ? missing === 0 : halves.length === 2 && missing > 0;
  if (!isWhole || !given.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null;
  const groups = [...halves[0], ...Array(missing).fill("0"), ...(halves[1] ?? [])];
  return bytesOfHex(groups.map((group) => group.padStart(4, "0")).join(""));
}

/** RFC 5952: no leading zeros, the longest run of zero groups becomes "::". */
function ipv6Text(bytes) {
  const groups = hexOf(bytes).match(/.{4}/g).map((group) => group.replace(/^0{1,3}/, ""));
  const runs = groups.join(":").match(/(?:^|:)0(?::0)+(?=:|$)/g) ?? [];
  const longest = runs.reduce((best, run) => {
    const zeros = run.replaceAll(":", "").length;
    return zeros > best.zeros ? { zeros, run } : best;
  }, { zeros: 1, run: null }).run;
  if (longest === null) return groups.join(":");
  const text = groups.join(":");
  const start = text.indexOf(longest);
  return `${text.slice(0, start)}::${text.slice(start + longest.length).replace(/^:/, "")}`;
}
