package io.p2pcopy.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.sctp.PresharedInit;
import io.p2pcopy.signal.DerivedCredentials;
import io.p2pcopy.signal.LiteralCredentials;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PresharedInitsTest {

  private final DerivedCredentials one = DerivedCredentials.of(new byte[16]);
  private final DerivedCredentials other =
      DerivedCredentials.of(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});

  @Test
  void bothEndsDeriveTheSameFromTheirDescriptions() {
    PresharedInit here =
        Objects.requireNonNull(PresharedInits.between(one, other, "p2pcopy/i-data"));
    PresharedInit there =
        Objects.requireNonNull(PresharedInits.between(other, one, "p2pcopy/i-data"));

    assertThat(here.localTag()).isEqualTo(there.remoteTag()).isNotEqualTo(here.remoteTag());
    assertThat(here.remoteTag()).isEqualTo(there.localTag());
    assertThat(here.localInitialTsn()).isEqualTo(there.remoteInitialTsn());
    assertThat(here.remoteInitialTsn()).isEqualTo(there.localInitialTsn());
  }

  @Test
  void theyInterleaveMessagesOnlyIfTheHandshakeHasSaidSo() {
    String negotiated = PresharedInits.protocols(one, other).get(0);

    assertThat(
            Objects.requireNonNull(PresharedInits.between(one, other, negotiated)).interleaving())
        .isTrue();
    assertThat(Objects.requireNonNull(PresharedInits.between(one, other, null)).interleaving())
        .isFalse();
  }

  @Test
  void anEndThatDoesNotKnowLaterCandidatesStillInterleavesMessages() {
    assertThat(PresharedInits.protocols(one, other)).contains("p2pcopy/i-data");
    assertThat(
            Objects.requireNonNull(PresharedInits.between(one, other, "p2pcopy/i-data"))
                .interleaving())
        .isTrue();
    assertThat(PresharedInits.exchangeCandidates("p2pcopy/i-data")).isFalse();
    assertThat(PresharedInits.exchangeCandidates(null)).isFalse();
    assertThat(PresharedInits.exchangeCandidates(PresharedInits.protocols(one, other).get(0)))
        .isTrue();
  }

  @Test
  void withAnotherImplementationThereIsNone() {
    var browser = new LiteralCredentials("abcd", "abcdefghijklmnopqrstuv");

    assertThat(PresharedInits.between(one, browser, null)).isNull();
    assertThat(PresharedInits.between(browser, one, null)).isNull();
    assertThat(PresharedInits.protocols(one, browser)).isEmpty();
  }
}
