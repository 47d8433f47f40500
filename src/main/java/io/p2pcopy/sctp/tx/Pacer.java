package io.p2pcopy.sctp.tx;

import io.p2pcopy.sctp.cc.CongestionController;

/**
 * Spreads packets over time. Credit grows with the pacing rate; packets leave in bursts that are
 * worth a system call, and a caller that comes late finds the credit of the time it missed. Bytes
 * of DATA chunks with their headers, nanoseconds.
 */
final class Pacer {

  private static final long NEVER = Long.MAX_VALUE;
  private static final double SECOND = 1e9;

  /**
   * Credit is kept for so long: event loops sleep whole milliseconds, and where the processor is
   * busy they wait for it some more.
   */
  private static final double LONGEST_CREDIT = 5e6;

  private static final int SMALLEST_CREDIT_PACKETS = 10;

  /** A burst is what the rate carries in this time, if that is no more than one call can send. */
  private static final double BURST = 0.5e6;

  private static final long LARGEST_BURST = 64 << 10;

  /** A burst is no larger than this part of the window, so that acknowledgements keep coming. */
  private static final int BURSTS_PER_WINDOW = 4;

  private long packetSize;
  private double credit;
  private long creditTime = NEVER;
  private boolean bursting;

  /**
   * @param packetSize of a full packet
   */
  Pacer(long packetSize) {
    this.packetSize = packetSize;
  }

  void setPacketSize(long size) {
    packetSize = size;
  }

  /** Returns whether a packet may leave at the controller's rate. */
  boolean mayDepart(long now, CongestionController congestion) {
    long rate = congestion.pacingRate();
    if (rate == CongestionController.UNPACED) {
      return true;
    }
    refill(now, rate);
    if (credit <= 0) {
      bursting = false;
    } else if (credit >= burst(rate, congestion.window())) {
      bursting = true;
    }
    return bursting;
  }

  /** A packet leaves, allowed or not. */
  void onSent(long bytes) {
    credit -= bytes;
  }

  /** Returns when the next packet may leave; to be asked when none may. */
  long departure(CongestionController congestion) {
    long rate = congestion.pacingRate();
    double missing = burst(rate, congestion.window()) - credit;
    return creditTime + 1 + (long) Math.ceil(missing * SECOND / rate);
  }

  private void refill(long now, long rate) {
    double most =
        Math.max((double) SMALLEST_CREDIT_PACKETS * packetSize, rate * LONGEST_CREDIT / SECOND);
    double earned = creditTime == NEVER ? most : (now - creditTime) * (rate / SECOND);
    credit = Math.min(most, credit + earned);
    creditTime = now;
  }

  private double burst(long rate, long window) {
    double burst = Math.min(LARGEST_BURST, rate * BURST / SECOND);
    return Math.max((double) packetSize, Math.min(burst, (double) window / BURSTS_PER_WINDOW));
  }
}
