package io.p2pcopy.transfer.receive;

import io.p2pcopy.transfer.TransferException;
import io.p2pcopy.transfer.wire.ControlMessage;
import io.p2pcopy.transfer.wire.Frame;

/** An item of the queue from the receiving thread to the writing thread. */
sealed interface ReceivedItem permits ReceivedBlock, ReceivedItem.Step {

  /** Everything but blocks. */
  sealed interface Step extends ReceivedItem {}

  record Same(Frame.Same frame) implements Step {}

  record Hole(Frame.Hole frame) implements Step {}

  record End(Frame.End frame) implements Step {}

  record GivenUp(ControlMessage.Failed message) implements Step {}

  record Finish() implements Step {}

  /** The channel was closed; no more items follow. */
  record Over(TransferException reason) implements Step {}
}
