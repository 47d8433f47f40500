package io.p2pcopy.datachannel;

/** The payload protocol identifiers of WebRTC (RFC 8831, section 8). */
final class PayloadProtocol {

  static final int DCEP = 50;
  static final int STRING = 51;
  static final int BINARY = 53;

  /** SCTP cannot carry an empty message, so it is sent as one byte with this identifier. */
  static final int STRING_EMPTY = 56;

  static final int BINARY_EMPTY = 57;

  private PayloadProtocol() {}
}
