package io.p2pcopy.sctp.rx;

/** Takes messages as soon as they are complete, which need not be their order. */
interface MessageSink {

  /**
   * @param lastTsn the TSN of its last fragment
   */
  void onMessage(
      int streamId,
      int ssn,
      int payloadProtocolId,
      boolean unordered,
      byte[] payload,
      long lastTsn);
}
