package io.p2pcopy.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import io.p2pcopy.cli.Main;
import io.p2pcopy.cli.environment.ExitCode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process that runs out of memory on a thread that nobody looks after. */
@Timeout(60)
class UncaughtErrorsTest {

  @Test
  void withoutMemoryTheProcessEndsWithASentence() throws Exception {
    Process process = start("-Xmx32m", "heap", "text");

    assertThat(text(process.getErrorStream().readAllBytes()).strip())
        .isEqualTo(
            "p2pcopy: p2pcopy has run out of memory. Set P2PCOPY_OPTIONS=-Xmx400m to give it more.");
    assertThat(process.getInputStream().readAllBytes()).isEmpty();
    assertThat(process.waitFor()).isEqualTo(ExitCode.LOCAL_FILE.status());
  }

  @Test
  void aProgramThatReadsEventsLearnsOfIt() throws Exception {
    Process process = start("-Xmx32m", "heap", "json");

    assertThat(text(process.getInputStream().readAllBytes()))
        .contains("\"error\"", "\"code\":7", "run out of memory");
    assertThat(process.waitFor()).isEqualTo(ExitCode.LOCAL_FILE.status());
  }

  /** A limit on threads (ulimit -u) often stops two at once. */
  @Test
  void aLackThatMeetsSeveralThreadsIsReportedOnce() throws Exception {
    Process process = start("-Xmx32m", "threads", "text");

    assertThat(text(process.getErrorStream().readAllBytes()).strip())
        .isEqualTo(
            "p2pcopy: p2pcopy cannot start more threads. End other programs, or raise the limit"
                + " (ulimit -u).");
    assertThat(process.waitFor()).isEqualTo(ExitCode.LOCAL_FILE.status());
  }

  @Test
  void aFaultInTheBackgroundEndsNothing() throws Exception {
    Process process = start("-Xmx32m", "fault", "text");

    assertThat(text(process.getErrorStream().readAllBytes())).contains("Internal error");
    assertThat(process.waitFor()).isEqualTo(Hog.GOES_ON);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static Process start(String heap, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(heap, "-XX:+UseSerialGC", "-cp", classPath()));
    command.add(Hog.class.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).start();
  }

  private static String classPath() {
    return Stream.of(Main.class, Hog.class, JsonFactory.class)
        .map(type -> type.getProtectionDomain().getCodeSource().getLocation().getPath())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Fills its memory in the background while its first thread waits. */
  public static final class Hog {

    static final int GOES_ON = 42;

    private Hog() {}

    /** Is started with what goes wrong, and who reads the output. */
    public static void main(String[] arguments) throws InterruptedException {
      UncaughtErrors.report(false, arguments[1].equals("json"));
      var worker =
          new Thread(
              switch (arguments[0]) {
                case "heap" -> Hog::fill;
                case "threads" -> Hog::lackThreads;
                default -> Hog::fail;
              });
      worker.start();
      worker.join();
      if (arguments[0].equals("heap")) {
        // A thread that waits for the one that failed.
        new CountDownLatch(1).await();
      }
      System.exit(GOES_ON);
    }

    private static void fill() {
      List<byte[]> kept = new ArrayList<>();
      while (kept.size() < Integer.MAX_VALUE) {
        kept.add(new byte[1 << 10]);
      }
    }

    private static void lackThreads() {
      var lack = new OutOfMemoryError("unable to create native thread: limit reached");
      Failure failure = Failure.of(lack);
      if (UncaughtErrors.shouldReport(failure)) {
        System.err.println("p2pcopy: " + failure.sentence());
      }
      throw lack;
    }

    private static void fail() {
      throw new IllegalStateException("a fault");
    }
  }
}
