package io.p2pcopy.peer;

import io.p2pcopy.sctp.PresharedInit;
import io.p2pcopy.signal.DerivedCredentials;
import io.p2pcopy.signal.IceCredentials;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Derives the INIT values of both ends from their ICE credentials, so that two ends of this
 * implementation establish an association without the INIT exchange.
 */
final class PresharedInits {

  /** The HKDF info string for the initiate tag and initial TSN. */
  private static final String INIT = "sctp-init";

  private static final int INIT_LENGTH = 8;

  /** The ALPN protocol name that stands for support of I-DATA (RFC 8260). */
  private static final String INTERLEAVING = "p2pcopy/i-data";

  /** The ALPN protocol name that stands for I-DATA and a {@link CandidateExchange}. */
  private static final String LATER_CANDIDATES = "p2pcopy/i-data+candidates";

  private PresharedInits() {}

  /**
   * Returns the ALPN protocol names to offer in the DTLS handshake; empty for peers of other
   * implementations.
   */
  static List<String> protocols(IceCredentials local, IceCredentials remote) {
    boolean ours = local instanceof DerivedCredentials && remote instanceof DerivedCredentials;
    // The names are alternatives: each one stands for what the later ones do, too.
    return ours ? List.of(LATER_CANDIDATES, INTERLEAVING) : List.of();
  }

  /** Returns whether both ends tell each other of candidates that they find while connected. */
  static boolean exchangeCandidates(@Nullable String negotiated) {
    return LATER_CANDIDATES.equals(negotiated);
  }

  /**
   * Returns the preshared INIT values, or {@code null} if either end is another implementation.
   *
   * @param negotiated which of the {@link #protocols} the handshake has negotiated, {@code null} if
   *     none
   */
  static @Nullable PresharedInit between(
      IceCredentials local, IceCredentials remote, @Nullable String negotiated) {
    if (local instanceof DerivedCredentials here && remote instanceof DerivedCredentials there) {
      ByteBuffer ours = here.derive(INIT, INIT_LENGTH);
      ByteBuffer theirs = there.derive(INIT, INIT_LENGTH);
      boolean interleaving = INTERLEAVING.equals(negotiated) || LATER_CANDIDATES.equals(negotiated);
      return new PresharedInit(
          tag(ours), ours.getInt(), tag(theirs), theirs.getInt(), interleaving);
    }
    return null;
  }

  private static int tag(ByteBuffer derived) {
    // RFC 9260, section 3.3.2: the Initiate Tag must not be 0.
    return Math.max(1, derived.getInt() >>> 1);
  }
}
