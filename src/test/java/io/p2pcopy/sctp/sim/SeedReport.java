package io.p2pcopy.sctp.sim;

import java.util.ArrayDeque;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** Adds to the failure of a test the seeds and counters of the paths that it made. */
public final class SeedReport implements BeforeEachCallback, TestExecutionExceptionHandler {
  /** Older ones are let go, as they hold whole associations. */
  private static final int MOST_PATHS = 4;

  private static final ThreadLocal<ArrayDeque<VirtualPath>> PATHS =
      ThreadLocal.withInitial(ArrayDeque::new);

  static void remember(VirtualPath path) {
    ArrayDeque<VirtualPath> paths = PATHS.get();
    paths.add(path);
    if (paths.size() > MOST_PATHS) {
      paths.remove();
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    PATHS.get().clear();
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    PATHS.get().forEach(path -> failure.addSuppressed(new Circumstances(path.toString())));
    throw failure;
  }

  /** Not a failure of its own: only its message is of interest. */
  private static final class Circumstances extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Circumstances(String message) {
      super(message, null, false, false);
    }
  }
}
