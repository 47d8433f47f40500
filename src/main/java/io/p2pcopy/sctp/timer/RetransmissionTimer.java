package io.p2pcopy.sctp.timer;

/** A deadline and how often it was missed: T1-init, T1-cookie, T2-shutdown and the like. */
public final class RetransmissionTimer {

  private static final long NEVER = Long.MAX_VALUE;

  private long deadline = NEVER;
  private int expiries;

  /** Starts afresh. */
  public void start(long now, long timeout) {
    expiries = 0;
    deadline = now + timeout;
  }

  /** Goes on after an expiry. */
  public void restart(long now, long timeout) {
    deadline = now + timeout;
  }

  public void stop() {
    deadline = NEVER;
  }

  /** Whether the deadline has come; counts it if so. The caller restarts or stops the timer. */
  public boolean expires(long now) {
    if (now < deadline) {
      return false;
    }
    deadline = NEVER;
    expiries++;
    return true;
  }

  public int expiries() {
    return expiries;
  }

  public long deadline() {
    return deadline;
  }
}
