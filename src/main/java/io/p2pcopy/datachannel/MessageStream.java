package io.p2pcopy.datachannel;

/** Carries messages to the peer, reliably and in order. Confined to the event loop. */
public interface MessageStream {

  /** Returns whether a message can be sent: the association is open and the last one has left. */
  boolean isReady();

  /**
   * Sends a message.
   *
   * @param message at least one byte
   * @throws IllegalStateException unless {@link #isReady}
   */
  void send(byte[] message);
}
