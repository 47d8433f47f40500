package io.p2pcopy.transfer.run;

import io.p2pcopy.transfer.TransferException;
import io.p2pcopy.transfer.TransferException.Kind;
import io.p2pcopy.transfer.wire.ControlMessage.Abort;
import io.p2pcopy.transfer.wire.FailureCode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Puts into sentences what ended the transfer, or one of its entries, from outside this side. */
public final class PeerFailure {

  private PeerFailure() {}

  /** Returns what the peer's last message means here. */
  static TransferException of(Abort abort) {
    FailureCode code = FailureCode.ofWireName(abort.code());
    if (code == null) {
      return new TransferException(
          Kind.PROTOCOL,
          "The other side ended the transfer for a reason that this version does not know"
              + quoted(abort.detail())
              + ".");
    }
    return switch (code) {
      case INTERRUPTED ->
          new TransferException(Kind.REFUSED_BY_PEER, "The other side interrupted the transfer.");
      case FILE, TARGET_LOST ->
          of(
              Kind.PEER_FILE,
              "The other side cannot read or write its files any more",
              abort.detail());
      case FILE_CHANGED ->
          new TransferException(
              Kind.PEER_FILE, "A file changed on the other side while it was being sent.");
      case DISK_FULL ->
          new TransferException(
              Kind.PEER_FILE, "The other side has not enough free space for the files.");
      case INTEGRITY ->
          new TransferException(
              Kind.INTEGRITY, "What arrived on the other side is not what was sent.");
      case PROTOCOL ->
          of(
              Kind.PROTOCOL,
              "The other side could not understand this one: the transfer protocol was broken",
              abort.detail());
      case NOT_VERIFIED ->
          new TransferException(
              Kind.NOT_VERIFIED,
              "The person at the other side says that the words differ: somebody may be in"
                  + " between.");
      case SAME_ROLE -> new TransferException(Kind.PROTOCOL, "Both sides send, or both receive.");
    };
  }

  /** Returns what it means here that the peer gave up an entry. */
  public static String ofEntry(String wireName, @Nullable String detail) {
    FailureCode code = FailureCode.ofWireName(wireName);
    String sentence =
        code == null
            ? "the other side could not do it"
            : switch (code) {
              case FILE -> "the other side could not read or write it";
              case FILE_CHANGED -> "it changed on the other side while it was being sent";
              case DISK_FULL -> "the other side has not enough free space for it";
              case INTEGRITY -> "what arrived on the other side is not what was sent";
              default -> "the other side could not do it";
            };
    return sentence + quoted(detail) + ".";
  }

  /** Returns the end of the connection, expected by nobody. */
  static TransferException connectionLost(@Nullable IOException cause) {
    String reason = cause == null ? null : cause.getMessage();
    String sentence = reason == null ? "The other side closed the connection" : reason;
    return new TransferException(
        Kind.CONNECTION_LOST, sentence + (sentence.endsWith(".") ? "" : "."), cause);
  }

  /**
   * Returns the same end of the connection, if the peer knows the words of this side by now and the
   * person here has not seen them. Whoever is in the middle may end it there because the words of
   * the two sides differ.
   */
  static TransferException beforeWords(TransferException end) {
    return new TransferException(
        end.kind(),
        "The connection ended before the words could be compared. If that happens again, somebody"
            + " may be in between.",
        end);
  }

  private static TransferException of(Kind kind, String sentence, @Nullable String detail) {
    return new TransferException(kind, sentence + quoted(detail) + ".");
  }

  private static String quoted(@Nullable String detail) {
    return detail == null ? "" : " (\"" + detail.replaceAll("[^ -~]|\"", "?") + "\")";
  }
}
