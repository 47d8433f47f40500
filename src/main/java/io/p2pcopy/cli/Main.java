package io.p2pcopy.cli;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Entry point of the program. */
public final class Main {
  private static final AtomicBoolean TOLD = new AtomicBoolean();

  private Main() {}

  public static void main(String[] decoded) {
    TemporaryDirectory.choose(System.getenv());
    String[] args = RawArguments.restored(decoded);
    List<String> arguments = List.of(args);
    boolean verbose = arguments.contains("-v") || arguments.contains("--verbose");
    // Read when a library logs for the first time.
    System.setProperty("java.util.logging.config.class", SilentLogging.class.getName());
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> tell(e, verbose));
    Interruption interruption = Interruption.ofCurrentThread();
    int status = CommandLines.execute(Surroundings.ofThisProcess(), args);
    interruption.ends();
    System.exit(status);
  }

  /** Tells of the first fault on a thread in the background; who waits for it fails by itself. */
  private static void tell(Throwable e, boolean verbose) {
    if (TOLD.getAndSet(true)) {
      return;
    }
    System.err.println("p2pcopy: " + Printable.of(Failure.of(e).sentence()));
    if (verbose) {
      e.printStackTrace();
    }
  }
}
