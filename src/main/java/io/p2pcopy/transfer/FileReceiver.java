package io.p2pcopy.transfer;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.net.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Receives one file from a data channel into a directory. */
public final class FileReceiver {

  private final Receiving.Settings settings;

  private FileReceiver(Receiving.Settings settings) {
    this.settings = settings;
  }

  /**
   * Checks that the directory is there and writable.
   *
   * @param overwrite whether a file that has the offered name already is replaced; otherwise the
   *     new one gets {@code " (1)"} before its extension
   * @param policy asked about the file on a thread of its own; interrupted when the sender goes
   *     away or the transfer is interrupted meanwhile
   */
  public static FileReceiver into(
      Path directory,
      boolean overwrite,
      AcceptPolicy policy,
      TransferListener listener,
      Clock clock)
      throws TransferException {
    return into(directory, overwrite, policy, listener, clock, Storage.DISK);
  }

  static FileReceiver into(
      Path directory,
      boolean overwrite,
      AcceptPolicy policy,
      TransferListener listener,
      Clock clock,
      Storage storage)
      throws TransferException {
    try {
      // Links on the way are followed once, now, and cannot be turned elsewhere later.
      Path real = directory.toRealPath();
      if (!Files.isDirectory(real)) {
        throw new LocalFailure(FailureCode.FILE, directory + " is not a directory.");
      }
      if (!Files.isWritable(real)) {
        throw new LocalFailure(FailureCode.FILE, directory + " is not writable.");
      }
      return new FileReceiver(
          new Receiving.Settings(real, overwrite, policy, listener, clock, storage));
    } catch (IOException e) {
      throw LocalFailure.file(directory, "used", e).toTransferException("");
    } catch (LocalFailure e) {
      throw e.toTransferException("");
    }
  }

  /**
   * Receives one file and confirms it to the sender once it stands, verified, under its final name.
   * Blocks; an interrupt ends the transfer on both sides.
   *
   * <p>When the connection is lost or a side is interrupted, what arrived stays beside the target
   * as {@code .NAME.p2pcopy-part}, and the sentence says so; after other failures it is deleted.
   *
   * @param channel opened for {@link TransferProtocol#NAME}; it carries this transfer only and is
   *     closed in the end, however that comes
   * @throws TransferException also with {@link TransferException.Kind#REFUSED_BY_PEER} if the
   *     policy did not accept the file
   * @throws InterruptedException with a sentence that says where the part that arrived is
   */
  public TransferResult receive(DataChannel channel)
      throws TransferException, InterruptedException {
    return new Receiving(settings, channel).run();
  }
}
