package io.p2pcopy.cli.report;

import io.p2pcopy.cli.environment.CommandException;
import io.p2pcopy.cli.environment.ExitCode;
import io.p2pcopy.cli.environment.UnwrittenException;
import io.p2pcopy.peer.ConnectionException;
import io.p2pcopy.signal.BlobException;
import io.p2pcopy.transfer.TransferException;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Why a command did not succeed, in the words and numbers that the user gets.
 *
 * @param kind a word for programs, such as {@code no-path}
 * @param sentence for people; not escaped yet
 */
public record Failure(ExitCode code, String kind, String sentence, Throwable cause) {

  /** The {@link #kind} of a lack of memory or threads. */
  static final String RESOURCES = "resources";

  /** Judges what was thrown while a command ran. */
  public static Failure of(Throwable thrown) {
    // Also where a layer below has made an error of its own of it.
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError e) {
        return new Failure(ExitCode.LOCAL_FILE, RESOURCES, shortage(e), thrown);
      }
    }
    if ((thrown instanceof ExecutionException || thrown instanceof CompletionException)
        && thrown.getCause() != null) {
      return of(thrown.getCause());
    }
    if (thrown instanceof CommandException e) {
      return new Failure(e.code(), e.kind(), sentenceOf(e), e);
    }
    if (thrown instanceof BlobException e) {
      return new Failure(ExitCode.UNUSABLE_BLOB, word(e.fault()), sentenceOf(e), e);
    }
    if (thrown instanceof ConnectionException e) {
      String hint = e.noPathCause().map(cause -> " " + NoPathHint.of(cause)).orElse("");
      return new Failure(codeOf(e.reason()), word(e.reason()), sentenceOf(e) + hint, e);
    }
    if (thrown instanceof TransferException e) {
      return new Failure(codeOf(e.kind()), word(e.kind()), sentenceOf(e), e);
    }
    if (thrown instanceof UnwrittenException e) {
      return new Failure(ExitCode.LOCAL_FILE, "output", sentenceOf(e), e);
    }
    if (thrown instanceof InterruptedException) {
      String more = thrown.getMessage() == null ? "" : " " + thrown.getMessage();
      return new Failure(ExitCode.INTERRUPTED, "interrupted", "Interrupted." + more, thrown);
    }
    return new Failure(
        ExitCode.BUG,
        "bug",
        "Internal error (" + thrown + "). Please report it (details with -v).",
        thrown);
  }

  /** Returns a word for why no path was found, such as {@code udp-blocked}, or {@code null}. */
  @Nullable String reason() {
    return cause instanceof ConnectionException e
        ? e.noPathCause().map(Failure::word).orElse(null)
        : null;
  }

  private static String shortage(OutOfMemoryError e) {
    return String.valueOf(e.getMessage()).contains("thread")
        ? "p2pcopy cannot start more threads. End other programs, or raise the limit"
            + " (ulimit -u)."
        : "p2pcopy has run out of memory. Set P2PCOPY_OPTIONS=-Xmx400m to give it more.";
  }

  private static ExitCode codeOf(ConnectionException.Reason reason) {
    return switch (reason) {
      case PEER_ABSENT, NO_PATH, HANDSHAKE_FAILED, FINGERPRINT_MISMATCH -> ExitCode.NO_CONNECTION;
      case LOST, CLOSED_BY_PEER, PROTOCOL_VIOLATION, CLOSED -> ExitCode.CONNECTION_LOST;
      case INTERNAL_ERROR -> ExitCode.BUG;
    };
  }

  private static ExitCode codeOf(TransferException.Kind kind) {
    return switch (kind) {
      case CONNECTION_LOST, PROTOCOL -> ExitCode.CONNECTION_LOST;
      case REFUSED_BY_PEER, REFUSED -> ExitCode.REFUSED;
      case NOT_VERIFIED -> ExitCode.NOT_VERIFIED;
      case LOCAL_FILE, PEER_FILE -> ExitCode.LOCAL_FILE;
      case INTEGRITY -> ExitCode.INTEGRITY;
    };
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String sentenceOf(Exception e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
