package io.p2pcopy.dtls;

import io.p2pcopy.net.Clock;
import java.security.SecureRandom;

/** Makes the first real handshake quick. */
public final class DtlsWarmup {

  private DtlsWarmup() {}

  /**
   * Runs one handshake in memory, so that the classes it needs are loaded. Blocks for about 300 ms
   * of processor time; run it on a background thread while people paste. Never fails.
   */
  public static void run(DtlsIdentity identity, SecureRandom random, Clock clock) {
    throw new IllegalStateException("stub");
  }
}
