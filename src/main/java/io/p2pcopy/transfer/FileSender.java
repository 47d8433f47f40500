package io.p2pcopy.transfer;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.net.Clock;
import java.nio.file.Path;

/** Sends one file over a data channel. */
public final class FileSender {

  /**
   * Opens the file, so that one that is missing or unreadable is noticed before anybody is
   * bothered.
   */
  public static FileSender open(Path file, TransferListener listener, Clock clock)
      throws TransferException {
    throw new IllegalStateException("stub");
  }

  private FileSender() {}

  /** Returns what will be offered. */
  public FileOffer offer() {
    throw new IllegalStateException("stub");
  }

  /**
   * Sends the file and waits for the receiver's word that it is verified. Blocks; an interrupt ends
   * the transfer on both sides.
   */
  public TransferResult send(DataChannel channel) throws TransferException, InterruptedException {
    throw new IllegalStateException("stub");
  }
}
