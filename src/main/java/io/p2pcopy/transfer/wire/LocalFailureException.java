package io.p2pcopy.transfer.wire;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A reason, found on this side, to end the transfer or to give up one of its entries; the peer has
 * yet to be told. Its message is a sentence for the user of this side, not escaped.
 */
public final class LocalFailureException extends Exception {

  private static final long serialVersionUID = 1L;

  /** The code for the peer. */
  private final FailureCode code;

  public LocalFailureException(FailureCode code, String sentence) {
    this(code, sentence, null);
  }

  public LocalFailureException(FailureCode code, String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
    this.code = code;
  }

  /** Returns a breach of the protocol by the peer, which is told the sentence. */
  public static LocalFailureException protocol(String sentence) {
    return new LocalFailureException(FailureCode.PROTOCOL, sentence);
  }

  /** Returns the failure to do something with a file, for instance to have it {@code "read"}. */
  public static LocalFailureException file(Path file, String verb, IOException cause) {
    String sentence = file + " could not be " + verb + ": " + reason(cause) + ".";
    return new LocalFailureException(FailureCode.FILE, sentence, cause);
  }

  /** Returns the failure to keep what a transfer has to remember in a temporary file. */
  public static LocalFailureException notKept(IOException cause) {
    return new LocalFailureException(
        FailureCode.DISK_FULL,
        "The directory for temporary files cannot be used: " + reason(cause) + ".",
        cause);
  }

  public FailureCode code() {
    return code;
  }

  public String sentence() {
    return String.valueOf(getMessage());
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
