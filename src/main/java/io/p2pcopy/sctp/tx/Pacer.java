package io.p2pcopy.sctp.tx;

import io.p2pcopy.sctp.cc.CongestionController;

/**
 * A token bucket that spaces packets at the pacing rate. Packets are sent in bursts large enough
 * for one system call, and a late caller gets the credit for the missed time. Bytes include chunk
 * headers; times are nanoseconds.
 */
final class Pacer {

  private static final long NEVER = Long.MAX_VALUE;
  private static final double SECOND = 1e9;

  /**
   * The time for which credit accumulates. Event loops sleep for whole milliseconds, and longer on
   * a busy processor.
   */
  private static final double MAX_CREDIT_NANOS = 5e6;

  private static final int MIN_CREDIT_PACKETS = 10;

  /** The duration of a burst at the pacing rate, limited by {@link #MAX_BURST_BYTES}. */
  private static final double BURST_NANOS = 0.5e6;

  private static final long MAX_BURST_BYTES = 64 << 10;

  /** A burst is at most this fraction of the congestion window, to keep the ACK clock running. */
  private static final int BURSTS_PER_WINDOW = 4;

  private long packetSize;
  private double credit;
  private long creditTime = NEVER;
  private boolean bursting;

  /**
   * @param packetSize the bytes of DATA chunks in a full packet
   */
  Pacer(long packetSize) {
    this.packetSize = packetSize;
  }

  void setPacketSize(long size) {
    packetSize = size;
  }

  /** Returns whether the pacing rate allows a packet now. */
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

  /** Records a sent packet, whether or not it was allowed. */
  void onSent(long bytes) {
    credit -= bytes;
  }

  /** Returns when the next packet is allowed. Call only if {@link #mayDepart} returned false. */
  long departure(CongestionController congestion) {
    long rate = congestion.pacingRate();
    double needed = burst(rate, congestion.window()) - credit;
    return creditTime + 1 + (long) Math.ceil(needed * SECOND / rate);
  }

  private void refill(long now, long rate) {
    double max =
        Math.max((double) MIN_CREDIT_PACKETS * packetSize, rate * MAX_CREDIT_NANOS / SECOND);
    double earned = creditTime == NEVER ? max : (now - creditTime) * (rate / SECOND);
    credit = Math.min(max, credit + earned);
    creditTime = now;
  }

  private double burst(long rate, long window) {
    double burst = Math.min(MAX_BURST_BYTES, rate * BURST_NANOS / SECOND);
    return Math.max((double) packetSize, Math.min(burst, (double) window / BURSTS_PER_WINDOW));
  }
}
