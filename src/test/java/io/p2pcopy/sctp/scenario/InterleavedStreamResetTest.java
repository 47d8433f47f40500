package io.p2pcopy.sctp.scenario;

import io.p2pcopy.sctp.SctpConfig;

/** The same where both ends send I-DATA. */
class InterleavedStreamResetTest extends StreamResetTest {

  @Override
  SctpConfig kind() {
    return SctpConfig.defaults().withInterleaving(true);
  }
}
