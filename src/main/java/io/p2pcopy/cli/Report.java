package io.p2pcopy.cli;

import io.p2pcopy.peer.ConnectionPath;
import io.p2pcopy.signal.SessionDescription;
import io.p2pcopy.transfer.FileOffer;
import io.p2pcopy.transfer.TransferListener;
import io.p2pcopy.transfer.TransferResult;

/** Is told what happens, in this order, and tells the user or the program that runs this one. */
interface Report extends TransferListener {

  /** This side's line is ready to be handed on. */
  default void blob(SessionDescription.Type type, String blob) {}

  /** The peer's line of this type is waited for. */
  default void awaiting(SessionDescription.Type type) {}

  /** What came was not the peer's line; it is waited for again. */
  default void notUnderstood(String sentence) {}

  /** Both lines are known to this side. */
  default void connecting() {}

  default void connected(ConnectionPath path) {}

  @Override
  default void started(FileOffer offer) {}

  @Override
  default void progress(long bytes) {}

  /** The transfer is done and verified by the receiver. */
  default void done(TransferResult result, ConnectionPath path) {}

  default void failed(Failure failure) {}
}
