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
 * @param maxMessageSize the largest message in bytes that this side takes (RFC 8841, section 6); 0
 *     is any
 * @param candidates in descending order of preference
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

  /**
   * The largest message that our own implementation takes; what a blob with derived credentials
   * stands for.
   */
  public static final long OWN_MAX_MESSAGE_SIZE = 262_144;

  public SessionDescription {
    candidates = List.copyOf(candidates);
    if (type == Type.ANSWER && setup == DtlsSetup.ACTPASS) {
      throw new IllegalArgumentException("an answer decides who begins the DTLS handshake");
    }
  }
}
