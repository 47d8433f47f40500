package io.p2pcopy.sctp.tx;

/**
 * Takes a chunk for lost when a packet that was sent three packets after it is acknowledged. For
 * chunks sent once this is the third "miss indication" of RFC 9260, section 7.2.4, counted in
 * packets rather than SACKs, as some receivers acknowledge many packets at a time; and it finds
 * lost retransmissions too, which the RFC leaves to the timer.
 */
final class PacketThreshold implements LossDetector {

  private static final int THRESHOLD = 3;

  private final RttEstimator rtt;
  private long largestAcked;

  PacketThreshold(RttEstimator rtt) {
    this.rtt = rtt;
  }

  @Override
  public void onAcked(long now, SentChunk chunk) {
    // The acknowledgement of a retransmission that comes too early answers the first copy, and
    // tells nothing of what was sent since.
    boolean ambiguous = chunk.transmissions > 1 && now - chunk.sentTime < rtt.minimum();
    if (!ambiguous) {
      largestAcked = Math.max(largestAcked, chunk.packetNumber);
    }
  }

  @Override
  public long detect(long now, InFlight inFlight) {
    long highest = 0;
    SentChunk chunk = inFlight.oldest();
    while (chunk != null && chunk.packetNumber + THRESHOLD <= largestAcked) {
      highest = Math.max(highest, chunk.tsn);
      inFlight.markLost(chunk);
      chunk = inFlight.oldest();
    }
    return highest;
  }
}
