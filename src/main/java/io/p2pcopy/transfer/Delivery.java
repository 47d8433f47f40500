package io.p2pcopy.transfer;

import java.io.IOException;

/**
 * Hands on what a receiver has received, before the sender is told that it is there. Called on a
 * thread of the transfer, which may block in it.
 */
public interface Delivery {

  /** Files stay where they are. */
  Delivery NONE = () -> {};

  /**
   * Called once, when all files stand, verified, under their final names.
   *
   * @throws IOException if they cannot be handed on, with a message that is a sentence for the
   *     person: the transfer fails on both sides
   * @throws java.io.UncheckedIOException the same
   */
  void deliver() throws IOException;
}
