package io.p2pcopy.sctp;

/**
 * INIT values that both peers derive from a shared secret, so that the association needs no
 * handshake. Only usable when both peers run this implementation.
 *
 * @param localTag the verification tag of packets to this side, not 0
 * @param localInitialTsn this side's initial TSN, as on the wire
 * @param remoteTag the verification tag of packets to the peer, not 0
 * @param remoteInitialTsn the peer's initial TSN, as on the wire
 * @param interleaving whether both sides send I-DATA (RFC 8260)
 */
public record PresharedInit(
    int localTag, int localInitialTsn, int remoteTag, int remoteInitialTsn, boolean interleaving) {

  /**
   * The a_rwnd assumed until the peer's first SACK, in bytes; both sides advertise at least this.
   */
  public static final int INITIAL_WINDOW_BYTES = 64 << 10;

  public PresharedInit {
    if (localTag == 0 || remoteTag == 0) {
      throw new IllegalArgumentException("verification tags are not 0");
    }
  }
}
