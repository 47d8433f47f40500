package io.p2pcopy.sctp.tx;

import io.p2pcopy.sctp.cc.AckSample;

/** The chunks that one SACK newly acknowledged, and the RTT they measure. */
final class AckProgress {

  final long now;
  final long inFlightBefore;
  final long acknowledgedBefore;
  private long newestPacket;
  private long newestSentTime;
  private boolean newestSentOnce;

  AckProgress(long now, long inFlightBefore, long acknowledgedBefore) {
    this.now = now;
    this.inFlightBefore = inFlightBefore;
    this.acknowledgedBefore = acknowledgedBefore;
  }

  void onAcked(SentChunk chunk, boolean earlierCopy) {
    if (earlierCopy) {
      return;
    }
    if (chunk.packetNumber > newestPacket) {
      newestPacket = chunk.packetNumber;
      newestSentTime = chunk.sentTime;
      newestSentOnce = true;
    }
    // RFC 9260, 6.3.1 C5, Karn's algorithm: "RTT measurements MUST NOT be made using packets that
    // were retransmitted". Nor with chunks acknowledged only because of a retransmission: the SACK
    // for them was lost.
    if (chunk.packetNumber == newestPacket && chunk.transmissions > 1) {
      newestSentOnce = false;
    }
  }

  long rtt() {
    return newestSentOnce ? now - newestSentTime : AckSample.NONE;
  }
}
