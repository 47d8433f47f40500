package io.p2pcopy.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.signal.NatBehavior;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoPathCauseTest {

  private static final NatBehavior STRICT =
      new NatBehavior(NatBehavior.Mapping.ENDPOINT_DEPENDENT, NatBehavior.Ports.RANDOM, 0, false);

  private static final NatBehavior BLOCKED =
      new NatBehavior(NatBehavior.Mapping.UDP_BLOCKED, NatBehavior.Ports.UNKNOWN, 0, false);

  @ParameterizedTest
  @CsvSource({
    "plain,   plain,   false, NOTHING_RECEIVED",
    "plain,   plain,   true,  ONE_WAY",
    "plain,   strict,  false, NOTHING_RECEIVED",
    "plain,   strict,  true,  PEER_NAT_STRICT",
    "plain,   blocked, false, PEER_UDP_BLOCKED",
    "strict,  plain,   false, NOTHING_RECEIVED",
    "strict,  plain,   true,  NAT_STRICT",
    "strict,  strict,  false, BOTH_NATS_STRICT",
    "strict,  strict,  true,  BOTH_NATS_STRICT",
    "strict,  blocked, false, PEER_UDP_BLOCKED",
    "blocked, plain,   false, UDP_BLOCKED",
    "blocked, strict,  false, UDP_BLOCKED",
    "blocked, blocked, false, UDP_BLOCKED"
  })
  void theMostSpecificCauseIsNamed(
      String own, String peer, boolean received, NoPathCause expected) {
    assertThat(NoPathCause.of(nat(own), nat(peer), received)).isEqualTo(expected);
  }

  private static NatBehavior nat(String kind) {
    return switch (kind) {
      case "strict" -> STRICT;
      case "blocked" -> BLOCKED;
      default -> NatBehavior.UNKNOWN;
    };
  }
}
