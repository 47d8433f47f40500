package io.p2pcopy.sctp.scenario;

import io.p2pcopy.sctp.SctpConfig;

/** The same where both ends send I-DATA. */
class InterleavedFuzzTest extends FuzzTest {

  @Override
  SctpConfig kind() {
    return SctpConfig.defaults().withInterleaving(true);
  }
}
