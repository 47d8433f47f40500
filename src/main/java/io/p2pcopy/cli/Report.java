package io.p2pcopy.cli;

import io.p2pcopy.signal.SessionDescription;

/** Is told what happens, in this order, and tells the user or the program that runs this one. */
interface Report {

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

  /** The receiver has accepted, the content begins to flow. */
  default void started(FileOffer offer) {}

  /** So many bytes of the content in all are done. */
  default void progress(long bytes) {}

  /** The transfer is done and verified by the receiver. */
  default void done(TransferResult result, Network network) {}

  default void failed(Failure failure) {}
}
