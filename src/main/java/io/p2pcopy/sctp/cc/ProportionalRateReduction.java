package io.p2pcopy.sctp.cc;

/**
 * Leads what is in flight down to the reduced window in step with what arrives, neither silent for
 * half a round trip nor in a burst (RFC 9937). Bytes of DATA chunks with their headers.
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
   * An episode of losses begins.
   *
   * @param reducedWindow the window at its end
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

  /** Returns the window until the next acknowledgement. */
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
      // "SndCnt = MAX(prr_delivered - prr_out, DeliveredData)", and a packet more as long as
      // nothing else is lost, but not beyond the target.
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
