package io.p2pcopy.sctp.cc;

/**
 * Proportional Rate Reduction (RFC 9937): reduces the bytes in flight to the new window in
 * proportion to deliveries, without a pause of half an RTT and without a burst. Bytes include DATA
 * chunk headers.
 */
final class ProportionalRateReduction {

  private long packetSize;
  private boolean active;
  private long target;
  private long flightAtStart;
  private long delivered;
  private long sent;

  ProportionalRateReduction(long packetSize) {
    this.packetSize = packetSize;
  }

  /**
   * Starts the reduction when loss recovery starts.
   *
   * @param reducedWindow the window after recovery
   */
  void start(long reducedWindow) {
    active = true;
    target = reducedWindow;
    flightAtStart = 0;
    delivered = 0;
    sent = 0;
  }

  void stop() {
    active = false;
  }

  boolean isActive() {
    return active;
  }

  void onPacketSize(long size) {
    packetSize = size;
  }

  void onSent(long bytes) {
    sent += bytes;
  }

  /** Returns the window until the next SACK. */
  long window(AckSample sample) {
    if (flightAtStart == 0) {
      flightAtStart = Math.max(1, sample.inFlightBefore());
    }
    delivered += sample.bytesAcked();
    long room;
    if (sample.inFlight() > target) {
      // RFC 9937, section 6.2: "SndCnt = CEIL(prr_delivered * ssthresh / RecoverFS) - prr_out".
      room = (delivered * target + flightAtStart - 1) / flightAtStart - sent;
    } else {
      // "SndCnt = MAX(prr_delivered - prr_out, DeliveredData)", plus one packet if nothing else was
      // lost, but not beyond the target.
      room = Math.max(delivered - sent, sample.bytesAcked());
      if (sample.cumulativeAdvanced() && sample.bytesLost() == 0) {
        room += packetSize;
      }
      room = Math.min(room, target - sample.inFlight());
    }
    // "If (prr_out is 0 AND SndCnt is 0) Force a fast retransmit upon entering recovery".
    long least = sent == 0 ? packetSize : 0;
    return sample.inFlight() + Math.max(least, room);
  }
}
