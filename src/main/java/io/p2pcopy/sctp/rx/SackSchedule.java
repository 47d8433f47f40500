package io.p2pcopy.sctp.rx;

/** Decides when a SACK is due (RFC 9260, section 6.2). */
final class SackSchedule {

  private static final int PACKETS_PER_SACK = 2;
  private static final long NEVER = Long.MAX_VALUE;

  private final long delay;
  private boolean due;
  private boolean firstDataSeen;
  private int packets;
  private long deadline = NEVER;

  /**
   * @param delay the SACK delay in nanoseconds
   */
  SackSchedule(long delay) {
    this.delay = delay;
  }

  void requestNow() {
    due = true;
  }

  /** Records a received packet with DATA. */
  void onPacket(long now) {
    // RFC 9260, 6.2: "an acknowledgement SHOULD be generated for at least every second packet ...
    // and SHOULD be generated within 200 ms of the arrival of any unacknowledged DATA chunk." 5.1:
    // the first DATA chunk is acknowledged immediately.
    packets++;
    if (!firstDataSeen || packets >= PACKETS_PER_SACK) {
      firstDataSeen = true;
      due = true;
    } else if (deadline == NEVER) {
      deadline = now + delay;
    }
  }

  void onTimeout(long now) {
    if (now >= deadline) {
      due = true;
      deadline = NEVER;
    }
  }

  void onSent() {
    due = false;
    packets = 0;
    deadline = NEVER;
  }

  boolean isDue() {
    return due;
  }

  /** Whether DATA was received that no SACK has acknowledged. */
  boolean isPending() {
    return due || packets > 0;
  }

  long deadline() {
    return deadline;
  }
}
