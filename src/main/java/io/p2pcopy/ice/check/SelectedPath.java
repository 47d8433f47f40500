package io.p2pcopy.ice.check;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * The pair of addresses on which data flows.
 *
 * @param localType how this side's address came to be known
 * @param remoteType how the peer's address came to be known
 * @param local this machine's end
 * @param remote whereto packets are sent
 * @param rtt the latest round-trip time of a connectivity check on it
 */
public record SelectedPath(
    CandidateType localType,
    CandidateType remoteType,
    InetSocketAddress local,
    InetSocketAddress remote,
    Duration rtt) {

  /** The candidate types of RFC 8445, section 4. */
  public enum CandidateType {
    HOST,
    SERVER_REFLEXIVE,
    /** An address that only the checks have shown. */
    PEER_REFLEXIVE,
    RELAYED
  }
}
