package io.p2pcopy.ice;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.signal.Addresses;
import io.p2pcopy.signal.Candidate;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerAddressesTest {

  private static final long SECOND = 1_000_000_000;

  private final PeerAddresses peer = new PeerAddresses();

  @Test
  void checksToAnAddressNamedInsideTheConnectionAreBounded() {
    peer.describeLater(List.of(candidate(7)));

    assertThat(checksInAnHour(7)).isLessThanOrEqualTo(60 + 3600);
    assertThat(checksAtOnce(7, 4000 * SECOND)).isLessThanOrEqualTo(60);
  }

  @Test
  void namingTheSameAddressAgainGivesItNoMoreChecks() {
    int sent = 0;
    for (int i = 0; i < 100; i++) {
      peer.describeLater(List.of(candidate(7)));
      sent += checksAtOnce(7, 0);
      peer.describeLater(List.of(candidate(8)));
    }

    assertThat(sent).isEqualTo(60);
  }

  @Test
  void addressesOfTheDescriptionAreCheckedAsBefore() {
    peer.describe(List.of(candidate(7)));
    peer.describeLater(List.of(candidate(7)));

    assertThat(checksAtOnce(7, 0)).isEqualTo(1000);
  }

  private int checksInAnHour(int host) {
    int sent = 0;
    for (int i = 0; i < 3600 * 5; i++) {
      sent += peer.mayCheck(address(host), i * SECOND / 5) ? 1 : 0;
    }
    return sent;
  }

  private int checksAtOnce(int host, long now) {
    int sent = 0;
    for (int i = 0; i < 1000; i++) {
      sent += peer.mayCheck(address(host), now) ? 1 : 0;
    }
    return sent;
  }

  private static InetSocketAddress address(int host) {
    return new InetSocketAddress(Addresses.of(new byte[] {(byte) 192, 0, 2, (byte) host}), 5000);
  }

  private static Candidate candidate(int host) {
    return new Candidate.Address(Candidate.Type.HOST, address(host).getAddress(), 5000);
  }
}
