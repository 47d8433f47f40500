package io.p2pcopy.sctp.sim;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** Adds to the failure of a test the seeds and counters of the paths that it made. */
public final class SeedReport implements BeforeEachCallback, TestExecutionExceptionHandler {
  private static final ThreadLocal<List<VirtualPath>> PATHS =
      ThreadLocal.withInitial(ArrayList::new);

  static void remember(VirtualPath path) {
    PATHS.get().add(path);
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
