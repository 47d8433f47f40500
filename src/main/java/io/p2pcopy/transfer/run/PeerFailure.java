package io.p2pcopy.transfer.run;

import io.p2pcopy.transfer.TransferException;
import io.p2pcopy.transfer.TransferException.Kind;
import io.p2pcopy.transfer.wire.ControlMessage.Abort;
import io.p2pcopy.transfer.wire.FailureCode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Describes failures that the peer reported, and lost connections, for the user. */
public final class PeerFailure {

  private PeerFailure() {}

  /** Converts the peer's abort. */
  static TransferException of(Abort abort) {
    FailureCode code = FailureCode.ofWireName(abort.code());
    if (code == null) {
      return new TransferException(
          Kind.PROTOCOL,
          "The other side ended the transfer for a reason that this version does not know."
              + " Update p2pcopy and try again"
              + quoted(abort.detail())
              + ".");
    }
    return switch (code) {
      case INTERRUPTED ->
          new TransferException(Kind.REFUSED_BY_PEER, "The other side cancelled the transfer.");
      case FILE, TARGET_LOST ->
          of(
              Kind.PEER_FILE,
              "The other side can no longer read or write its files",
              abort.detail());
      case FILE_CHANGED ->
          new TransferException(
              Kind.PEER_FILE, "A file changed on the other side while it was being sent.");
      case DISK_FULL ->
          new TransferException(
              Kind.PEER_FILE, "The other side does not have enough free space for the files.");
      case INTEGRITY ->
          new TransferException(
              Kind.INTEGRITY, "The received data did not match what was sent. Try again.");
      case PROTOCOL ->
          of(
              Kind.PROTOCOL,
              "The other side received an invalid message and ended the transfer",
              abort.detail());
      case NOT_VERIFIED ->
          new TransferException(
              Kind.NOT_VERIFIED,
              "Your friend says that the words differ. Someone may be intercepting the"
                  + " connection; do not send anything over it.");
      case SAME_ROLE ->
          new TransferException(
              Kind.PROTOCOL,
              "Both sides are sending, or both"
                  + " are receiving. Send on one side and receive on the other.");
    };
  }

  /** Returns the sentence for an entry that failed on the other side. */
  public static String ofEntry(String wireName, @Nullable String detail) {
    FailureCode code = FailureCode.ofWireName(wireName);
    String sentence =
        code == null
            ? "it failed on the other side"
            : switch (code) {
              case FILE -> "the other side could not read or write it";
              case FILE_CHANGED -> "it changed on the other side while it was being sent";
              case DISK_FULL -> "the other side does not have enough free space for it";
              case INTEGRITY -> "the received data did not match what was sent";
              default -> "it failed on the other side";
            };
    return sentence + quoted(detail) + ".";
  }

  /** Returns the failure for a connection that ended unexpectedly. */
  static TransferException connectionLost(@Nullable IOException cause) {
    String reason = cause == null ? null : cause.getMessage();
    String sentence = reason == null ? "The other side closed the connection" : reason;
    return new TransferException(
        Kind.CONNECTION_LOST, sentence + (sentence.endsWith(".") ? "" : "."), cause);
  }

  /**
   * Returns the failure for a connection that ended after the peer could compute the words, but
   * before this side could show them. An attacker in the middle may close the connection at this
   * point because the words of the two sides differ.
   */
  static TransferException beforeWords(TransferException end) {
    return new TransferException(
        end.kind(),
        "The connection ended before the words could be compared. If this happens again, someone"
            + " may be intercepting it.",
        end);
  }

  private static TransferException of(Kind kind, String sentence, @Nullable String detail) {
    return new TransferException(kind, sentence + quoted(detail) + ".");
  }

  private static String quoted(@Nullable String detail) {
    return detail == null ? "" : " (\"" + detail.replaceAll("[^ -~]|\"", "?") + "\")";
  }
}
