package io.p2pcopy.transfer;

import io.p2pcopy.transfer.ControlMessage.Failed;
import io.p2pcopy.transfer.TransferException.Kind;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Puts into sentences what ended the transfer from outside this side. */
final class PeerFailure {

  private PeerFailure() {}

  /** Returns what the peer's {@code error} message means here. */
  static TransferException of(Failed failed) {
    FailureCode code = FailureCode.ofWireName(failed.code());
    if (code == null) {
      return new TransferException(
          Kind.PROTOCOL,
          "The other side ended the transfer for a reason that this version does not know"
              + quoted(failed.detail())
              + ".");
    }
    String sentence = code.peerSentence();
    if (code == FailureCode.PROTOCOL) {
      sentence = sentence.substring(0, sentence.length() - 1) + quoted(failed.detail()) + ".";
    }
    return new TransferException(code.peerKind(), sentence);
  }

  /** Returns the end of the connection, expected by nobody. */
  static TransferException connectionLost(@Nullable IOException cause) {
    String reason = cause == null ? null : cause.getMessage();
    String sentence = reason == null ? "The other side closed the connection" : reason;
    return new TransferException(
        Kind.CONNECTION_LOST, sentence + (sentence.endsWith(".") ? "" : "."), cause);
  }

  private static String quoted(@Nullable String detail) {
    return detail == null ? "" : " (\"" + detail.replaceAll("[^ -~]|\"", "?") + "\")";
  }
}
