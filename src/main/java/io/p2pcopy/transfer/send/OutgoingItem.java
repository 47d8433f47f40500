package io.p2pcopy.transfer.send;

import io.p2pcopy.transfer.wire.FailureCode;
import io.p2pcopy.transfer.wire.FileEntry;

/** What the thread that reads files hands to the one that fills the channel. */
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

  /** The file is given up. */
  record GiveUp(long entry, FailureCode code) implements Step {}

  /** Nothing is left to do. */
  record Finish() implements Step {}
}
