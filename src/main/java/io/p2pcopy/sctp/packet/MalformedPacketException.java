package io.p2pcopy.sctp.packet;

/** Thrown for a packet with an invalid format. Has no stack trace, since a peer can provoke it. */
public final class MalformedPacketException extends Exception {

  private static final long serialVersionUID = 1L;

  public MalformedPacketException(String what) {
    super(what, null, false, false);
  }
}
