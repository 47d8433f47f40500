package io.p2pcopy.peer;

import io.p2pcopy.sctp.PresharedInit;
import io.p2pcopy.signal.DerivedCredentials;
import io.p2pcopy.signal.IceCredentials;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What two ends of this implementation know of each other from their descriptions. */
final class PresharedInits {

  /** The HKDF info string for what an INIT chunk would say: tag and initial TSN. */
  private static final String INIT = "sctp-init";

  private static final int INIT_LENGTH = 8;

  /** The names, in DTLS, of what the agreement may say besides. */
  private static final String INTERLEAVING = "p2pcopy/i-data";

  private PresharedInits() {}

  /** Returns what the DTLS handshake is to negotiate; nothing if the peer is no end of ours. */
  static List<String> protocols(IceCredentials local, IceCredentials remote) {
    boolean ours = local instanceof DerivedCredentials && remote instanceof DerivedCredentials;
    return ours ? List.of(INTERLEAVING) : List.of();
  }

  /**
   * Returns it, or {@code null} if one of the two is of another implementation.
   *
   * @param spoken which of the {@link #protocols} the peer speaks, too, {@code null} if none
   */
  static @Nullable PresharedInit between(
      IceCredentials local, IceCredentials remote, @Nullable String spoken) {
    if (local instanceof DerivedCredentials here && remote instanceof DerivedCredentials there) {
      ByteBuffer ours = here.derive(INIT, INIT_LENGTH);
      ByteBuffer theirs = there.derive(INIT, INIT_LENGTH);
      boolean interleaving = INTERLEAVING.equals(spoken);
      return new PresharedInit(
          tag(ours), ours.getInt(), tag(theirs), theirs.getInt(), interleaving);
    }
    return null;
  }

  private static int tag(ByteBuffer derived) {
    // RFC 9260, section 5.3.1: a verification tag of 0 is none.
    return Math.max(1, derived.getInt() >>> 1);
  }
}
