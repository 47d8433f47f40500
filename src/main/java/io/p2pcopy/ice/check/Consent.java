package io.p2pcopy.ice.check;

import java.util.random.RandomGenerator;

/**
 * The peer's consent to receive packets on a pair (RFC 7675): it is kept fresh by checks, and ends
 * when they remain unanswered. All times are nanoseconds of the loop's clock.
 */
public final class Consent {

  /** RFC 7675, section 5.1: "Consent expires after 30 seconds." */
  private static final long EXPIRES_AFTER = 30_000_000_000L;

  /** How long after the first unanswered check the path is in doubt. */
  private static final long DOUBTFUL_AFTER = 2_000_000_000L;

  /** RFC 7675, section 5.1: "a default of 5 seconds", the basic interval between checks. */
  private static final long INTERVAL = 5_000_000_000L;

  /** The interval after a check that has found no answer. */
  private static final long INTERVAL_UNANSWERED = 1_000_000_000;

  /** Checks are not asked for so late, unless the whole process stood still. */
  private static final long STOOD_STILL = 2_000_000_000L;

  private static final long ALL_ANSWERED = -1;

  private final RandomGenerator random;
  private long lastAnswer;
  private long lastCheck;
  private long unansweredSince = ALL_ANSWERED;
  private double factor = 1;
  private boolean fresh = true;

  /** Begins with a check that has just been answered. */
  Consent(RandomGenerator random, long now) {
    this.random = random;
    this.lastAnswer = now;
    this.lastCheck = now;
    drawFactor();
  }

  /** RFC 7675, section 5.1: "a random value between 0.8 and 1.2 times the basic interval". */
  private void drawFactor() {
    factor = 0.8 + 0.4 * random.nextDouble();
  }

  void checkSent(long now) {
    lastCheck = now;
    if (unansweredSince == ALL_ANSWERED) {
      unansweredSince = now;
    }
    drawFactor();
  }

  void answered(long now) {
    lastAnswer = now;
    unansweredSince = ALL_ANSWERED;
    fresh = true;
  }

  /** Returns whether a check was answered at this time or later. */
  boolean isAnsweredSince(long time) {
    return lastAnswer >= time;
  }

  /** Returns whether the latest check has been answered, or not been missed yet. */
  public boolean isFresh() {
    return fresh;
  }

  /** Notes that the checks find no answer; the next answer ends the doubt. */
  public void doubt() {
    fresh = false;
  }

  /** Returns whether answers have been missing for long enough to say so. */
  public boolean isDoubtful(long now) {
    return unansweredSince != ALL_ANSWERED && now - unansweredSince >= DOUBTFUL_AFTER;
  }

  /** Returns whether nothing but checks may be sent any more, and the pair is to be given up. */
  public boolean isExpired(long now) {
    return unansweredSince != ALL_ANSWERED && now - lastAnswer >= EXPIRES_AFTER;
  }

  public boolean isCheckDue(long now) {
    return now >= nextCheck();
  }

  private long nextCheck() {
    long interval = unansweredSince == ALL_ANSWERED ? INTERVAL : INTERVAL_UNANSWERED;
    return lastCheck + (long) (factor * interval);
  }

  /** Returns when to look again, unless an answer comes. */
  public long nextDeadline() {
    long next = nextCheck();
    if (unansweredSince != ALL_ANSWERED) {
      next = Math.min(next, lastAnswer + EXPIRES_AFTER);
      if (fresh) {
        next = Math.min(next, unansweredSince + DOUBTFUL_AFTER);
      }
    }
    return next;
  }

  /**
   * Takes note that it is looked at {@code late} nanoseconds after the deadline. A process that was
   * stopped has sent nothing meanwhile, and has not read the answers yet: that time does not count.
   */
  public void lookedAtLate(long late) {
    if (late < STOOD_STILL) {
      return;
    }
    lastAnswer += late;
    if (unansweredSince != ALL_ANSWERED) {
      unansweredSince += late;
    }
  }
}
