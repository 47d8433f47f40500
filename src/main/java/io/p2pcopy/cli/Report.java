package io.p2pcopy.cli;

import io.p2pcopy.signal.SessionDescription;
import io.p2pcopy.transfer.FileOffer;
import io.p2pcopy.transfer.TransferListener;
import io.p2pcopy.transfer.TransferResult;

/** Is told what happens, in this order, and tells the user or the program that runs this one. */
interface Report extends TransferListener {

  /** This side's line is ready to be handed on. */
  default void blob(SessionDescription own, String blob) {}

  /** The peer's line of this type is waited for. */
  default void awaiting(SessionDescription.Type type) {}

  /** What came was not the peer's line; it is waited for again. */
  default void notUnderstood(String sentence) {}

  /** The peer's line came. */
  default void understood(SessionDescription peer) {}

  /** Both lines are known to this side. */
  default void connecting() {}

  default void connected(Network network) {}

  @Override
  default void started(FileOffer offer) {}

  @Override
  default void progress(long bytes) {}

  /** The transfer is done and verified by the receiver. */
  default void done(TransferResult result, Network network) {}

  default void failed(Failure failure) {}
}
