package io.p2pcopy.sctp;

/**
 * What both ends know of each other before the first packet, because both are this implementation:
 * the values that INIT chunks would carry, derived from a secret that they share.
 *
 * @param localTag the verification tag of packets to this end, not 0
 * @param localInitialTsn this end's first TSN, as on the wire
 * @param remoteTag the verification tag of packets to the peer, not 0
 * @param remoteInitialTsn the peer's first TSN, as on the wire
 * @param interleaving whether both send I-DATA (RFC 8260)
 */
public record PresharedInit(
    int localTag, int localInitialTsn, int remoteTag, int remoteInitialTsn, boolean interleaving) {

  /** What may be sent before the peer has told its receive window; no window is smaller. */
  public static final int FIRST_WINDOW = 64 << 10;

  public PresharedInit {
    if (localTag == 0 || remoteTag == 0) {
      throw new IllegalArgumentException("verification tags are not 0");
    }
  }
}
