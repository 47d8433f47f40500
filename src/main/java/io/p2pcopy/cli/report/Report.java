package io.p2pcopy.cli.report;

import io.p2pcopy.cli.progress.NetworkStatus;
import io.p2pcopy.cli.progress.Progress;
import io.p2pcopy.peer.ConnectionPath;
import io.p2pcopy.peer.Reachability;
import io.p2pcopy.signal.Candidate;
import io.p2pcopy.signal.SessionDescription;
import io.p2pcopy.transfer.source.Skipped;
import io.p2pcopy.transfer.source.SourceFile;
import io.p2pcopy.transfer.wire.Entry;
import io.p2pcopy.transfer.wire.SkipReason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Is told what happens, in this order, and tells the user or the program that runs this one. */
public interface Report {

  /** This side's line is ready to be handed on. */
  default void blob(SessionDescription own, String blob) {}

  /** This side's addresses are being found out, which takes longer than usual. */
  default void gathering() {}

  /**
   * From where the peer can reach this side.
   *
   * @param improves whether a better invite is handed out if a STUN server still answers
   */
  default void reachable(Reachability reachability, boolean improves) {}

  /**
   * A better line of this side is ready: it has addresses that were not known before.
   *
   * @param moved whether this computer's own addresses have changed
   */
  default void betterBlob(SessionDescription own, String blob, boolean moved) {
    blob(own, blob);
  }

  /** The peer's line of this type is waited for. */
  default void awaiting(SessionDescription.Type type) {}

  /** What came was not the peer's line; it is waited for again. */
  default void notUnderstood(String sentence) {}

  /** Several blobs of the peer came at once; the last one is used. */
  default void severalPasted() {}

  /** The peer's line came. */
  default void understood(SessionDescription peer) {}

  /** The reply has been handed out; the friend has to paste it. */
  default void awaitingFriend() {}

  /** The other side is there; a path to it is being looked for. */
  default void connecting() {}

  /**
   * Ordinary checks have found no path; more is tried for up to 20 s.
   *
   * @param strictHere whether this side is behind a strict NAT
   * @param strictThere whether the other side is
   */
  default void tryingHarder(boolean strictHere, boolean strictThere) {}

  default void connected(NetworkStatus network) {}

  /** No path leads to the other side at the moment; others are tried. */
  default void reconnecting() {}

  /**
   * There is a path again, or another one is used now.
   *
   * @param changed whether it is another path than before
   */
  default void pathFound(ConnectionPath path, boolean changed) {}

  /** The other side has reported its present candidates over the connection. */
  default void peerCandidates(List<Candidate> candidates) {}

  /**
   * No connection with the other side, for the reason that the sentence tells.
   *
   * @param again what the person may paste now; null if this side begins anew
   */
  default void attemptFailed(String sentence, @Nullable ExpectedBlob again) {}

  /** Both sides are shown these four words. */
  default void words(String words) {}

  /** Sender: the receiver has the list and decides. */
  default void offered(OfferSummary contents) {}

  /** Receiver: an accepted entry gets another name than the sender's; not escaped. */
  default void renamed(String path, String sentAs) {}

  /** The receiver has accepted, the content begins to flow. */
  default void started(OfferSummary contents) {}

  default void progress(Progress now) {}

  /** A file is complete; {@code untouched} if it had been there before. */
  default void fileDone(String path, long size, boolean untouched) {}

  /** An entry is not going to be there; the others go on. */
  default void entryFailed(String path, String sentence) {}

  /** Sender: a file changed while it was sent; what was there when it was opened was sent. */
  default void fileChanged(String path, long size, SourceFile.Change change) {}

  /** The receiver does not take an entry; the path is not escaped. */
  default void entrySkipped(String path, SkipReason reason) {}

  /** Sender: what was found and is not going to be offered. */
  default void leftOut(Skipped skipped) {}

  /** Sender, dry run: this entry would be sent. */
  default void listed(Entry entry) {}

  /** Sender, dry run: all of this would be sent. */
  default void listed(OfferSummary contents) {}

  /** The peer's person has sent a text; not escaped. */
  default void text(String text) {}

  /** The person wants it to end; the other side is being told, which may take some seconds. */
  default void ending() {}

  /** The connection is no more, for the reason that the sentence tells; another one may follow. */
  default void lost(String sentence) {}

  /** The peer's new line, of whatever type, is waited for. */
  default void awaitingNewLine() {}

  /** The other side's line is an offer, as this side's is: it is used once both have the other. */
  default void bothOffered() {}

  /** A further line of the peer is used in place of the one before. */
  default void replaced() {}

  /** Another connection has taken the place of the one that was lost. */
  default void continued() {}

  /** The transfer is done and verified by the receiver. */
  default void done(Outcome outcome, NetworkStatus network) {}

  default void failed(Failure failure) {}
}
