package io.p2pcopy.transfer;

import java.io.IOException;

/**
 * Processes the received files before the receiver confirms them to the sender. Called on a
 * transfer thread; may block.
 */
public interface Delivery {

  /** Leaves the files where they are. */
  Delivery NONE = () -> {};

  /**
   * Called once, when all files are verified and have their final names.
   *
   * @throws IOException if delivery fails; the transfer then fails on both sides, and the message
   *     is shown to the user
   * @throws java.io.UncheckedIOException as {@code IOException}
   */
  void deliver() throws IOException;
}
