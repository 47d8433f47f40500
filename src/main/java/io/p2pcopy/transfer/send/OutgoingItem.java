package io.p2pcopy.transfer.send;

import io.p2pcopy.transfer.wire.FailureCode;
import io.p2pcopy.transfer.wire.FileEntry;

/** An item of the queue from the reading thread to the sending thread. */
sealed interface OutgoingItem permits OutgoingBlock, OutgoingItem.Step {

  /** Everything but blocks. */
  sealed interface Step extends OutgoingItem {}

  /** A file begins. */
  record Begin(long entry, FileEntry file) implements Step {}

  /** The file begins for the second time. */
  record BeginAgain() implements Step {}

  /** Blocks that are all zero. */
  record Hole(long entry, long block, long count) implements Step {}

  /** The file is complete. */
  record End(long entry, FileEntry file, long size, long modifiedMillis) implements Step {}

  /** The file has failed. */
  record GiveUp(long entry, FailureCode code) implements Step {}

  /** Everything requested so far has been read. */
  record Finish() implements Step {}
}
