package io.p2pcopy.transfer;

import io.p2pcopy.transfer.ControlMessage.Failed;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A reason, found on this side, to end the transfer; the peer has yet to be told. */
final class LocalFailure extends Exception {

  private static final long serialVersionUID = 1L;

  private final FailureCode code;

  LocalFailure(FailureCode code, String sentence) {
    this(code, sentence, null);
  }

  LocalFailure(FailureCode code, String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
    this.code = code;
  }

  static LocalFailure protocol(String sentence) {
    return new LocalFailure(FailureCode.PROTOCOL, sentence);
  }

  /** Returns the failure to do something with a file, for instance to "read" it. */
  static LocalFailure file(Path file, String verb, IOException cause) {
    String sentence = file + " could not be " + verb + ": " + reason(cause) + ".";
    return new LocalFailure(FailureCode.FILE, sentence, cause);
  }

  FailureCode code() {
    return code;
  }

  /** Returns what the peer is told. Sentences about files of this side are none of its business. */
  Failed toMessage() {
    return code == FailureCode.PROTOCOL
        ? new Failed(code.wireName(), sentence())
        : code.toMessage();
  }

  /** Returns it as the user of this side gets it; {@code more} is empty or another sentence. */
  TransferException toTransferException(String more) {
    return new TransferException(code.localKind(), sentence() + more, this);
  }

  private String sentence() {
    String message = getMessage();
    return message == null ? code.peerSentence() : message;
  }

  private static String reason(IOException cause) {
    if (cause instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    String reason =
        cause instanceof FileSystemException specific && specific.getReason() != null
            ? specific.getReason()
            : cause.getMessage();
    return reason == null ? cause.getClass().getSimpleName() : reason;
  }
}
