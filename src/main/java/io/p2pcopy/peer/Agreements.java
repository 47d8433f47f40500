package io.p2pcopy.peer;

import io.p2pcopy.sctp.Agreement;
import io.p2pcopy.signal.DerivedCredentials;
import io.p2pcopy.signal.IceCredentials;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What two ends of this implementation know of each other from their descriptions. */
final class Agreements {

  /** The HKDF info string for what an INIT chunk would say: tag and initial TSN. */
  private static final String INIT = "sctp-init";

  private static final int INIT_LENGTH = 8;

  private Agreements() {}

  /** Returns it, or {@code null} if one of the two is of another implementation. */
  static @Nullable Agreement between(IceCredentials local, IceCredentials remote) {
    if (local instanceof DerivedCredentials here && remote instanceof DerivedCredentials there) {
      ByteBuffer ours = here.derive(INIT, INIT_LENGTH);
      ByteBuffer theirs = there.derive(INIT, INIT_LENGTH);
      return new Agreement(tag(ours), ours.getInt(), tag(theirs), theirs.getInt());
    }
    return null;
  }

  private static int tag(ByteBuffer derived) {
    // RFC 9260, section 5.3.1: a verification tag of 0 is none.
    return Math.max(1, derived.getInt() >>> 1);
  }
}
