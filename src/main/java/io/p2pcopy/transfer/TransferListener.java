package io.p2pcopy.transfer;

import io.p2pcopy.transfer.source.SourceFile;
import io.p2pcopy.transfer.source.SourceTotals;
import io.p2pcopy.transfer.target.TargetTotals;
import io.p2pcopy.transfer.wire.SkipReason;
import java.time.Duration;

/**
 * Is told how a transfer goes on. Called on threads of the transfer, by one at a time; must return
 * quickly. An {@link java.io.UncheckedIOException} that it throws ends the transfer as the failure
 * of a local file, with its message as the sentence for the person. Names and paths are as they are
 * on this side; what came from the peer in them has been made safe to print.
 */
public interface TransferListener {

  /** Is told nothing. */
  TransferListener SILENT = new TransferListener() {};

  /**
   * Both sides show the same words to their people.
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
   * Sender: the receiver has accepted, the content begins to flow.
   *
   * @param totals the number of entries and their bytes
   */
  default void started(SourceTotals totals) {}

  /**
   * Receiver: accepted, the content begins to flow.
   *
   * @param totals the number of entries and their bytes
   */
  default void started(TargetTotals totals) {}

  /** Either: a lost connection has been replaced, and the transfer goes on where it was. */
  default void continued() {}

  /**
   * About ten times a second while content flows, and once at the end.
   *
   * @param progress the state of the transfer
   */
  default void progress(TransferProgress progress) {}

  /**
   * A file is complete: sent and stored on the sender's side, verified and named on the receiver's.
   *
   * @param path relative to the root of the transfer, or to the target directory
   * @param size in bytes
   * @param untouched whether the receiver had it already
   */
  default void fileDone(String path, long size, boolean untouched) {}

  /**
   * An entry will not be there; the others go on. The sentence is for the person.
   *
   * @param path the path of the entry in the list
   * @param sentence what failed, for the user
   */
  default void entryFailed(String path, String sentence) {}

  /**
   * Sender: a file has become another one while it was sent. What was sent is what was there when
   * it was opened; of a file that had grown by more than may be added to what was offered, as much
   * as was offered.
   *
   * @param path the path of the entry in the list
   * @param size how many bytes were sent
   * @param change {@code GROWN}, {@code REPLACED} or {@code DELETED}
   */
  default void fileChanged(String path, long size, SourceFile.Change change) {}

  /**
   * The receiver does not take an entry; nothing has failed.
   *
   * @param path as for {@link #fileDone}
   * @param reason why it was skipped
   */
  default void entrySkipped(String path, SkipReason reason) {}

  /**
   * Receiver: a text for the person, not escaped.
   *
   * @param text the message, as sent
   */
  default void text(String text) {}

  /**
   * The thread of the transfer was interrupted: the other side is told that it ends, and has five
   * seconds to say that it knows. A second interrupt shortens that.
   */
  default void ending() {}

  /**
   * Nothing has moved for so long, although it should; called each second until it does.
   *
   * @param time since the last progress
   */
  default void stalled(Duration time) {}
}
