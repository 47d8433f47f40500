package io.p2pcopy.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.peer.Reachability;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReachabilityTextTest {

  @Test
  void withAPublicAddressNothingIsMissing() {
    var known = new Reachability(true, true, false, List.of("stun.example"), true);

    assertThat(ReachabilityText.of(known, true)).isEmpty();
  }

  @Test
  void aServerThatDoesNotExistIsNamedWithWhatItMeans() {
    var unknown = new Reachability(true, false, false, List.of("foo"), false);

    assertThat(ReachabilityText.of(unknown, true))
        .hasValue(
            "The STUN server foo was not found: only computers on your own network can reach you.");
  }

  @Test
  void whereAnAnswerMayStillComeABetterInviteIsPromisedToAPerson() {
    var pending = new Reachability(true, false, true, List.of(), true);

    assertThat(ReachabilityText.of(pending, true).orElseThrow())
        .contains("only computers with IPv6, or on your own network")
        .contains("better invite");
    assertThat(ReachabilityText.of(pending, false).orElseThrow()).doesNotContain("better invite");
  }

  @Test
  void withoutAnyNetworkNobodyCanCome() {
    var offline = new Reachability(false, false, false, List.of(), false);

    assertThat(ReachabilityText.of(offline, true).orElseThrow())
        .contains("not connected to a network")
        .contains("start again");
  }

  @Test
  void withoutStunOnlyAMissingNetworkIsReported() {
    var offline = new Reachability(false, false, false, List.of(), false);
    var local = new Reachability(true, false, false, List.of(), false);

    assertThat(ReachabilityText.matters(offline, false, false)).isTrue();
    assertThat(ReachabilityText.matters(local, false, false)).isFalse();
    assertThat(ReachabilityText.matters(offline, false, true)).isFalse();
    assertThat(ReachabilityText.matters(local, true, false)).isTrue();
  }
}
