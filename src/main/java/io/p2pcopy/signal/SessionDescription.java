package io.p2pcopy.signal;

import java.util.List;

/**
 * What one side tells the other before they can connect: an offer or an answer (RFC 8829, RFC
 * 8841), without SDP's syntax.
 *
 * @param type offer or answer
 * @param credentials of this side's ICE agent
 * @param fingerprint of this side's DTLS certificate
 * @param setup this side's part in the DTLS handshake
 * @param maxMessageSize the largest message in bytes that this side takes (RFC 8841, section 6), at
 *     most {@link #LARGEST_MAX_MESSAGE_SIZE}; 0 is any
 * @param candidates in descending order of preference; those after the first {@link
 *     #MAX_CANDIDATES} are dropped
 */
public record SessionDescription(
    Type type,
    IceCredentials credentials,
    Fingerprint fingerprint,
    DtlsSetup setup,
    long maxMessageSize,
    List<Candidate> candidates) {

  public enum Type {
    OFFER,
    ANSWER
  }

  /** The largest message that our own implementation takes; what a blob stands for by default. */
  public static final long OWN_MAX_MESSAGE_SIZE = 262_144;

  /** The largest {@code maxMessageSize} that can be told. */
  public static final long LARGEST_MAX_MESSAGE_SIZE = 0xFFFF_FFFFL;

  /** How many candidates a description carries at most. */
  public static final int MAX_CANDIDATES = 24;

  public SessionDescription {
    candidates = List.copyOf(candidates.subList(0, Math.min(candidates.size(), MAX_CANDIDATES)));
    if (type == Type.ANSWER && setup == DtlsSetup.ACTPASS) {
      throw new IllegalArgumentException("an answer decides who begins the DTLS handshake");
    }
    if (maxMessageSize < 0 || maxMessageSize > LARGEST_MAX_MESSAGE_SIZE) {
      throw new IllegalArgumentException("max-message-size out of range: " + maxMessageSize);
    }
  }

  /** By the fingerprint: each connection has a certificate of its own. */
  @Override
  public int hashCode() {
    return fingerprint.hashCode();
  }
}
