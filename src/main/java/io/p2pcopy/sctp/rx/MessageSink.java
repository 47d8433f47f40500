package io.p2pcopy.sctp.rx;

/** Receives messages as soon as they are complete, not necessarily in stream order. */
interface MessageSink {

  /**
   * @param lastTsn the TSN of the message's last fragment
   */
  void onMessage(
      int streamId,
      int ssn,
      int payloadProtocolId,
      boolean unordered,
      byte[] payload,
      long lastTsn);
}
