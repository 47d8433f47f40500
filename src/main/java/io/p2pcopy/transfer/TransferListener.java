package io.p2pcopy.transfer;

import io.p2pcopy.transfer.source.SourceFile;
import io.p2pcopy.transfer.source.SourceTotals;
import io.p2pcopy.transfer.target.TargetTotals;
import io.p2pcopy.transfer.wire.SkipReason;
import java.time.Duration;

/**
 * Receives the events of a transfer. Called on transfer threads, one at a time; must return
 * quickly. An {@link java.io.UncheckedIOException} thrown by a callback ends the transfer as a
 * failure of a local file, and its message is shown to the user. Paths are those of this side and
 * safe to print.
 */
public interface TransferListener {

  /** Ignores all events. */
  TransferListener SILENT = new TransferListener() {};

  /**
   * The verification words are known; both sides show the same ones.
   *
   * @param indices of four words in the list, from 0
   */
  default void words(int[] indices) {}

  /**
   * Sender: the list was sent, and the receiver is deciding.
   *
   * @param totals the number of entries and their bytes
   */
  default void offered(SourceTotals totals) {}

  /**
   * Sender: the receiver has accepted, and content is sent.
   *
   * @param totals the number of entries and their bytes
   */
  default void started(SourceTotals totals) {}

  /**
   * Receiver: the offer was accepted, and content is about to arrive.
   *
   * @param totals the number of entries and their bytes
   */
  default void started(TargetTotals totals) {}

  /** Either side: the transfer resumes over a new connection. */
  default void continued() {}

  /**
   * Called up to ten times a second while content moves, and once at the end.
   *
   * @param progress the state of the transfer
   */
  default void progress(TransferProgress progress) {}

  /**
   * A file is complete: sent and stored on the sender's side, verified and named on the receiver's.
   *
   * @param path relative to the root of the transfer, or to the target directory
   * @param size in bytes
   * @param untouched whether the receiver already had it
   */
  default void fileDone(String path, long size, boolean untouched) {}

  /**
   * An entry failed; the others continue. The sentence is written for the user.
   *
   * @param path the path of the entry in the list
   * @param sentence what failed, for the user
   */
  default void entryFailed(String path, String sentence) {}

  /**
   * Sender: a file changed while it was sent. The receiver has the content that the file had when
   * it was opened. If the file had grown beyond the growth limit, the receiver has as many bytes as
   * were offered.
   *
   * @param path the path of the entry in the list
   * @param size how many bytes were sent
   * @param change {@code GROWN}, {@code REPLACED} or {@code DELETED}
   */
  default void fileChanged(String path, long size, SourceFile.Change change) {}

  /**
   * The receiver skipped an entry. This is not a failure.
   *
   * @param path as for {@link #fileDone}
   * @param reason why it was skipped
   */
  default void entrySkipped(String path, SkipReason reason) {}

  /**
   * Receiver: a text message arrived; it is not escaped.
   *
   * @param text the message, as sent
   */
  default void text(String text) {}

  /**
   * The transfer was interrupted and waits up to five seconds until the peer has confirmed the end.
   * A second interrupt ends the wait.
   */
  default void ending() {}

  /**
   * The transfer makes no progress; called every second until it does.
   *
   * @param time since the last progress
   */
  default void stalled(Duration time) {}
}
