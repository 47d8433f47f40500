package io.p2pcopy.transfer.receive;

import io.p2pcopy.transfer.TransferException;
import io.p2pcopy.transfer.wire.ControlMessage;
import io.p2pcopy.transfer.wire.Frame;

/** What the thread that listens to the sender hands to the one that writes files. */
sealed interface ReceivedItem permits ReceivedBlock, ReceivedItem.Step {

  /** Everything but blocks. */
  sealed interface Step extends ReceivedItem {}

  record Same(Frame.Same frame) implements Step {}

  record Hole(Frame.Hole frame) implements Step {}

  record End(Frame.End frame) implements Step {}

  record GivenUp(ControlMessage.Failed message) implements Step {}

  record Finish() implements Step {}

  /** Nothing more comes, for this reason. */
  record Over(TransferException reason) implements Step {}
}
