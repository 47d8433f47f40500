package io.p2pcopy.sctp.timer;

/** A timer that counts its expirations: T1-init, T1-cookie, T2-shutdown and similar ones. */
public final class RetransmissionTimer {

  private static final long NEVER = Long.MAX_VALUE;

  private long deadline = NEVER;
  private int expiries;

  /** Starts the timer and resets the count of expirations. */
  public void start(long now, long timeout) {
    expiries = 0;
    deadline = now + timeout;
  }

  /** Starts the timer again and keeps the count of expirations. */
  public void restart(long now, long timeout) {
    deadline = now + timeout;
  }

  public void stop() {
    deadline = NEVER;
  }

  /** Returns whether the timer has expired, and counts it. The caller restarts or stops it. */
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
