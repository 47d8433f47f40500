// Finds out why no connection came about, and says what to do: in the program's words where both see the same.

import { strictNat } from "../signal/nat.js";

const CANDIDATE =
  /^a=candidate:\S+ 1 udp \d+ (?<host>\S+) (?<port>\d+) typ (?<type>host|srflx)(?: raddr (?<base>\S+) rport (?<basePort>\d+))?/i;

/** Hidden related addresses; a browser that hides them uses one address of each family. */
const HIDDEN_BASES = new Set(["0.0.0.0", "::"]);

/**
 * Returns the behavior of this side's NAT if the candidates show a strict one, else undefined: a socket
 * that two STUN servers have seen with different ports.
 */
export function natOf(sdp) {
  const candidates = candidatesOf(sdp);
  const seen = new Map();
  for (const { type, host, port, base, basePort } of candidates) {
    if (type !== "srflx") continue;
    const socket = HIDDEN_BASES.has(base) || base === undefined ? host : `${base} ${basePort}`;
    const mappings = seen.get(socket) ?? new Set();
    seen.set(socket, mappings.add(`${host} ${port}`));
  }
  const isStrict = [...seen.values()].some((mappings) => mappings.size > 1);
  return isStrict ? strictNat(hasPublicIpv6(candidates)) : undefined;
}

/** Returns whether the candidates show that no STUN server could be reached, although all were asked in time. */
export function isUdpBlocked(sdp, { servers, timedOut }) {
  const candidates = candidatesOf(sdp);
  const hasMapped = candidates.some(({ type }) => type === "srflx");
  return servers > 0 && timedOut >= servers && candidates.length > 0 && !hasMapped && !hasPublicIpv6(candidates);
}

/**
 * Returns the sentences for a connection that did not come about.
 *
 * @param isHeard whether anything has come from the friend's device
 * @param isReached whether a path was found, but no encrypted connection came about
 * @param own {isStrict, isBlocked} of this side
 * @param friend the same of the friend's side, as far as the blob tells
 * @param mayBeOldReply whether the reply does not say to which invite it belongs
 */
export function diagnosisOf({ isHeard, isReached, own, friend, mayBeOldReply }) {
  if (isReached) {
    return "Your friend's device was reached, but no encrypted connection came about. The reply may belong to an older invite of yours, or your invite was answered twice.";
  }
  if (own.isBlocked) {
    return "No connection: this network blocks UDP, which p2pcopy needs. Use another network, such as a mobile hotspot.";
  }
  if (friend.isBlocked) {
    return "No connection: your friend's network blocks UDP, which p2pcopy needs. Your friend has to use another network, such as a mobile hotspot.";
  }
  if (own.isStrict && friend.isStrict) {
    return "No connection: both networks have a strict NAT, so neither side can reach the other. One of you has to use another network, such as a mobile hotspot, or one with IPv6.";
  }
  if (!isHeard && mayBeOldReply) {
    return "No connection: nothing came from your friend's device. The reply may belong to an older invite of yours, or a firewall may be blocking the connection.";
  }
  if (!isHeard) {
    return "No connection: nothing came from your friend's device. It may be offline, or a firewall may be blocking the connection.";
  }
  if (own.isStrict || friend.isStrict) {
    const whose = own.isStrict ? "this network has" : "your friend's network has";
    return `No connection: ${whose} a strict NAT, and no path was found through it. One of you has to use another network, such as a mobile hotspot, or one with IPv6.`;
  }
  return "No connection: packets came from your friend's device, but no path works in both directions. A firewall may be blocking the connection: try another network.";
}

/** Returns whether the statistics of a connection show a packet of the friend's. */
export function isHeardIn(stats) {
  for (const entry of stats.values()) {
    if (entry.type === "candidate-pair") {
      if (entry.state === "succeeded" || entry.requestsReceived > 0 || entry.responsesReceived > 0) return true;
    }
    if (entry.type === "remote-candidate" && entry.candidateType === "prflx") return true;
  }
  return false;
}

function candidatesOf(sdp) {
  return sdp.split(/\r?\n/).map((line) => CANDIDATE.exec(line)?.groups).filter((fields) => fields !== undefined);
}

/** Whether an address is a global unicast address of IPv6 (RFC 4291, section 2.4). */
function hasPublicIpv6(candidates) {
  return candidates.some(({ host }) => /^[23][0-9a-f]{3}:/i.test(host));
}
