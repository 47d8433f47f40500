package io.p2pcopy.sctp.tx;

/** Finds chunks that are in flight no more. */
interface LossDetector {

  /**
   * A chunk was acknowledged.
   *
   * @param chunk as it was last sent
   */
  void onAcked(long now, SentChunk chunk);

  /**
   * Marks chunks as lost, after the acknowledgements of a SACK.
   *
   * @return the highest TSN among them, or 0
   */
  long detect(long now, InFlight inFlight);
}
