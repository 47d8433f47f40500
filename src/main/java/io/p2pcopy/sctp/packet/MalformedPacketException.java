package io.p2pcopy.sctp.packet;

/** A packet is not laid out as the RFCs say. Without a stack trace: it costs a peer nothing. */
public final class MalformedPacketException extends Exception {

  private static final long serialVersionUID = 1L;

  public MalformedPacketException(String what) {
    super(what, null, false, false);
  }
}
