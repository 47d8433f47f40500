package io.p2pcopy.cli.environment;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * What a command prints for others could not be written. Its {@linkplain #getMessage() message} is
 * a sentence for the user.
 */
public final class UnwrittenException extends UncheckedIOException {

  private static final long serialVersionUID = 1L;

  public UnwrittenException(String sentence, @Nullable IOException cause) {
    super(sentence, cause == null ? new IOException(sentence) : cause);
  }
}
