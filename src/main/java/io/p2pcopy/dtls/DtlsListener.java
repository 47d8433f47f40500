package io.p2pcopy.dtls;

import java.nio.ByteBuffer;

/**
 * Is told what a {@link DtlsTransport} wants and what has come. All calls are made on the event
 * loop and must not block.
 */
public interface DtlsListener {

  /**
   * Send this datagram to the peer now: a part of a flight of the handshake, or an alert.
   *
   * @param datagram at most 1200 bytes; valid during the call only
   */
  void outgoing(ByteBuffer datagram);

  /**
   * Both sides have proven who they are; application data may be sealed from now on. Called once.
   */
  void connected();

  /**
   * One record's application data has come, never before {@link #connected}.
   *
   * @param plaintext valid during the call only; may be empty
   */
  void applicationData(ByteBuffer plaintext);

  /**
   * The transport has ended, and not by {@link DtlsTransport#close}. Called at most once, the last
   * call of all.
   *
   * @param detail a sentence fragment for the log and the user, without anything that the peer
   *     could have worded
   */
  void closed(DtlsCloseReason reason, String detail);
}
