package io.p2pcopy.transfer;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.net.Clock;
import java.nio.file.Path;

/** Receives one file from a data channel into a directory. */
public final class FileReceiver {

  /** Checks that the directory is there and writable. */
  public static FileReceiver into(
      Path directory,
      boolean overwrite,
      AcceptPolicy policy,
      TransferListener listener,
      Clock clock)
      throws TransferException {
    throw new IllegalStateException("stub");
  }

  private FileReceiver() {}

  /**
   * Receives one file and confirms it to the sender once it stands, verified, under its final name.
   * Blocks; an interrupt ends the transfer on both sides.
   */
  public TransferResult receive(DataChannel channel)
      throws TransferException, InterruptedException {
    throw new IllegalStateException("stub");
  }
}
