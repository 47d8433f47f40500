package io.p2pcopy.transfer;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.net.Clock;
import java.nio.file.Path;
import java.time.Instant;

/** Sends one file over a data channel. */
public final class FileSender {

  private final SourceFile file;
  private final FileOffer offer;
  private final TransferListener listener;
  private final Clock clock;

  private FileSender(SourceFile file, TransferListener listener, Clock clock) {
    this.file = file;
    this.listener = listener;
    this.clock = clock;
    offer = new FileOffer(file.name(), file.size(), Instant.ofEpochMilli(file.modifiedMillis()));
  }

  /**
   * Opens the file, so that one that is missing or unreadable is noticed before anybody is
   * bothered.
   */
  public static FileSender open(Path file, TransferListener listener, Clock clock)
      throws TransferException {
    try {
      return new FileSender(SourceFile.open(file), listener, clock);
    } catch (LocalFailure e) {
      throw e.toTransferException("");
    }
  }

  /** Returns what will be offered. */
  public FileOffer offer() {
    return offer;
  }

  /**
   * Sends the file and waits for the receiver's word that it is verified. Blocks; an interrupt ends
   * the transfer on both sides.
   *
   * @param channel opened for {@link TransferProtocol#NAME}, open or about to be; it carries this
   *     transfer only and is closed in the end, however that comes
   */
  public TransferResult send(DataChannel channel) throws TransferException, InterruptedException {
    return new Sending(file, offer, listener, clock, channel).run();
  }
}
