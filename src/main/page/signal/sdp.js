// Translates between descriptions and SDP (RFC 8829, 8841). The browser's own SDP is read but never
// changed; only the remote description is written here.

import { bytesOfHex, hexOf } from "../bytes.js";
import { hostText, parseHost } from "./addresses.js";
import { MAX_CANDIDATES } from "./candidates.js";

/** RFC 8841, section 6.1: applies if max-message-size is missing. */
const DEFAULT_MAX_MESSAGE_SIZE = 65536;
const LARGEST_MAX_MESSAGE_SIZE = 2 ** 32 - 1;
const MAX_LOCAL_PREFERENCE = 65535;

/** RFC 8445, section 5.1.2.2. */
const TYPE_PREFERENCES = { host: 126, srflx: 100, relay: 0 };

const CANDIDATE =
  /^\S+ 1 udp (?<priority>\d{1,10}) (?<host>\S+) (?<port>\d{1,5}) typ (?<type>host|srflx|relay)( .*)?$/i;

/** Parses this browser's local description, taken when gathering is complete. */
export function descriptionOf({ type, sdp }) {
  const lines = sdp.split(/\r?\n/);
  const fingerprint = values(lines, "fingerprint").find((value) => /^sha-256 /i.test(value));
  const size = attribute(lines, "max-message-size") ?? DEFAULT_MAX_MESSAGE_SIZE;
  return {
    type,
    setup: attribute(lines, "setup"),
    credentials: { ufrag: attribute(lines, "ice-ufrag"), password: attribute(lines, "ice-pwd") },
    fingerprint: bytesOfHex(fingerprint.slice("sha-256 ".length).replaceAll(":", "").toLowerCase()),
    maxMessageSize: Math.min(Number(size), LARGEST_MAX_MESSAGE_SIZE),
    candidates: candidatesOf(lines),
  };
}

/** Returns an RTCSessionDescriptionInit for the remote description. */
export function sdpOf(description) {
  const { credentials, candidates } = description;
  const sessionId = new DataView(description.fingerprint.buffer).getBigUint64(0) >> 1n;
  const lines = [
    "v=0",
    `o=- ${sessionId} 1 IN IP4 0.0.0.0`,
    "s=-",
    "t=0 0",
    "a=group:BUNDLE 0",
    "a=ice-options:ice2",
    "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
    "c=IN IP4 0.0.0.0",
    "a=mid:0",
    ...candidates.map((candidate, i) => `a=candidate:${candidateValue(candidate, i)}`),
    `a=ice-ufrag:${credentials.ufrag}`,
    `a=ice-pwd:${credentials.password}`,
    `a=fingerprint:sha-256 ${hexOf(description.fingerprint).toUpperCase().match(/../g).join(":")}`,
    `a=setup:${description.setup}`,
    "a=sctp-port:5000",
    `a=max-message-size:${description.maxMessageSize}`,
  ];
  return { type: description.type, sdp: lines.map((line) => `${line}\r\n`).join("") };
}

/** Returns candidates by descending priority, without TCP and without unusable addresses. */
function candidatesOf(lines) {
  const found = new Map();
  const sorted = values(lines, "candidate")
    .map((value) => CANDIDATE.exec(value)?.groups)
    .filter((fields) => fields !== undefined)
    .sort((one, other) => other.priority - one.priority);
  for (const { type, host: name, port } of sorted) {
    const host = parseHost(name);
    if (host === null || port === "0" || (host.form === "mdns" && type !== "host")) continue;
    found.set(`${type} ${name} ${port}`, { type: type.toLowerCase(), host, port: Number(port) });
  }
  return [...found.values()].slice(0, MAX_CANDIDATES);
}

/** Returns the value of an a=candidate attribute; `index` determines foundation and priority. */
export function candidateValue({ type, host, port }, index) {
  // RFC 8445, section 5.1.2.1.
  const preference = MAX_LOCAL_PREFERENCE - index;
  const priority = TYPE_PREFERENCES[type] * 2 ** 24 + preference * 2 ** 8 + 255;
  // RFC 8839, section 5.1: 0.0.0.0 or :: hides the related address.
  const base = type === "host" ? "" : ` raddr ${host.form === "ipv6" ? "::" : "0.0.0.0"} rport 9`;
  return `${index + 1} 1 udp ${priority} ${hostText(host)} ${port} typ ${type}${base}`;
}

function attribute(lines, name) {
  return values(lines, name)[0];
}

/** Session and media level need no distinction: there is one media section. */
function values(lines, name) {
  const prefix = `a=${name}:`;
  return lines.filter((line) => line.startsWith(prefix)).map((line) => line.slice(prefix.length).trim());
}
