package io.p2pcopy.cli.report;

import io.p2pcopy.cli.terminal.Printable;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Reports what threads in the background throw. When memory runs out, it ends the process at once:
 * any thread may be the one that found none, and the others would wait for it. What it writes then
 * has been made before, because nothing can be made any more.
 */
public final class UncaughtErrors implements Thread.UncaughtExceptionHandler {

  private final boolean verbose;
  private final boolean json;
  private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
  private final FileOutputStream err = new FileOutputStream(FileDescriptor.err);
  private final Shortage memory = Shortage.of(new OutOfMemoryError("Java heap space"));
  private final Shortage threads =
      Shortage.of(new OutOfMemoryError("unable to create native thread"));
  private final AtomicBoolean reported = new AtomicBoolean();

  private UncaughtErrors(boolean verbose, boolean json) {
    this.verbose = verbose;
    this.json = json;
  }

  /**
   * Takes them from all threads that have no handler of their own.
   *
   * @param verbose whether the person wants to see where it happened
   * @param json whether standard output is for a program
   */
  public static void report(boolean verbose, boolean json) {
    Thread.setDefaultUncaughtExceptionHandler(new UncaughtErrors(verbose, json));
  }

  /**
   * Returns whether a failure is still to be reported. A lack of memory or threads often fails
   * several threads at once, and is reported by the first of them.
   */
  public static boolean shouldReport(Failure failure) {
    return !failure.kind().equals(Failure.RESOURCES)
        || !(Thread.getDefaultUncaughtExceptionHandler() instanceof UncaughtErrors errors)
        || !errors.reported.getAndSet(true);
  }

  @Override
  public void uncaughtException(Thread thread, Throwable thrown) {
    if (thrown instanceof OutOfMemoryError) {
      String message = thrown.getMessage();
      end(message != null && message.contains("thread") ? threads : memory);
      return;
    }
    // The first one only. Who waits for the thread fails as well.
    if (reported.getAndSet(true)) {
      return;
    }
    System.err.println("p2pcopy: " + Printable.of(Failure.of(thrown).sentence()));
    if (verbose) {
      thrown.printStackTrace();
    }
  }

  /** Nothing is run at the exit: it would need memory, too, and might wait for other threads. */
  private void end(Shortage shortage) {
    try {
      if (!reported.getAndSet(true)) {
        write(err, shortage.sentence());
        if (json) {
          write(out, shortage.event());
        }
      }
    } finally {
      Runtime.getRuntime().halt(shortage.status());
    }
  }

  private static void write(FileOutputStream to, byte[] text) {
    try {
      to.write(text);
    } catch (IOException e) {
      // The exit status is left.
    }
  }

  /** What is to be said when there is no room to say it. */
  @SuppressWarnings("ArrayRecordComponent") // Written once, and compared nowhere.
  private record Shortage(int status, byte[] sentence, byte[] event) {

    static Shortage of(OutOfMemoryError error) {
      Failure failure = Failure.of(error);
      var event = new ByteArrayOutputStream();
      new JsonEvents(new PrintStream(event, true, StandardCharsets.UTF_8), () -> 0).failed(failure);
      // In a line of its own: there may be progress in the last one.
      String sentence = System.lineSeparator() + "p2pcopy: " + failure.sentence();
      return new Shortage(
          failure.code().status(),
          (sentence + System.lineSeparator()).getBytes(Charset.defaultCharset()),
          event.toByteArray());
    }
  }
}
