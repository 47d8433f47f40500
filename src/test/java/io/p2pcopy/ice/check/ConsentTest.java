package io.p2pcopy.ice.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ConsentTest {

  private static final long SECOND = 1_000_000_000;

  @Test
  void checksAreFourToSixSecondsApartAtRandom() {
    Consent consent = new Consent(new Random(1), 0);
    long now = 0;
    long shortest = Long.MAX_VALUE;
    long longest = 0;
    for (int i = 0; i < 1000; i++) {
      long next = consent.nextDeadline();
      shortest = Math.min(shortest, next - now);
      longest = Math.max(longest, next - now);
      assertThat(consent.isCheckDue(next - 1)).isFalse();
      assertThat(consent.isCheckDue(next)).isTrue();
      now = next;
      consent.checkSent(now);
      consent.answered(now);
    }

    assertThat(shortest).isBetween(4 * SECOND, 4 * SECOND + SECOND / 10);
    assertThat(longest).isBetween(6 * SECOND - SECOND / 10, 6 * SECOND);
  }

  @Test
  void consentExpiresThirtySecondsAfterTheLastAnswer() {
    Consent consent = new Consent(new Random(2), 0);
    long answered = consent.nextDeadline();
    consent.checkSent(answered - SECOND);
    consent.answered(answered);

    long now = answered;
    int checks = 0;
    while (!consent.isExpired(now)) {
      if (consent.isCheckDue(now)) {
        consent.checkSent(now);
        checks++;
      }
      if (consent.isDoubtful(now)) {
        consent.doubt();
      }
      now = consent.nextDeadline();
    }

    assertThat(now).isEqualTo(answered + 30 * SECOND);
    assertThat(checks).isGreaterThan(15);
  }

  @Test
  void thePathIsInDoubtTwoSecondsAfterTheFirstUnansweredCheckUntilAnAnswer() {
    Consent consent = new Consent(new Random(3), 0);
    consent.checkSent(5 * SECOND);
    consent.checkSent(6 * SECOND);

    assertThat(consent.isDoubtful(7 * SECOND - 1)).isFalse();
    assertThat(consent.isDoubtful(7 * SECOND)).isTrue();
    consent.doubt();
    assertThat(consent.isFresh()).isFalse();
    consent.answered(11 * SECOND);
    assertThat(consent.isFresh()).isTrue();
    assertThat(consent.isDoubtful(20 * SECOND)).isFalse();
  }

  @Test
  void theTimeForWhichTheProcessIsStoppedDoesNotCount() {
    Consent consent = new Consent(new Random(4), 0);
    consent.checkSent(4 * SECOND);
    long deadline = consent.nextDeadline();
    long resumed = deadline + 100 * SECOND;

    consent.lookedAtLate(resumed - deadline);

    assertThat(consent.isExpired(resumed)).isFalse();
    assertThat(consent.isCheckDue(resumed)).isTrue();
    consent.checkSent(resumed);
    assertThat(consent.isExpired(resumed + 30 * SECOND)).isTrue();
  }
}
