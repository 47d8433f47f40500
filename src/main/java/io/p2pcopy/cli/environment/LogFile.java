package io.p2pcopy.cli.environment;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** A file to which sentences are appended, each with the time of day in UTC. For any thread. */
public final class LogFile implements AutoCloseable {
  /** Lines of either side hold what the connection is authenticated with. */
  private static final Pattern BLOB = Pattern.compile("p2[0-9][A-Za-z0-9_-]{40,}");

  private final PrintWriter file;
  private final Supplier<Instant> time;

  private LogFile(PrintWriter file, Supplier<Instant> time) {
    this.file = file;
    this.time = time;
  }

  public static LogFile open(Path path, Supplier<Instant> time) throws IOException {
    return new LogFile(
        new PrintWriter(
            Files.newBufferedWriter(
                path,
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND)),
        time);
  }

  /** Writes one line; a disk that takes no more of them is no reason to end a transfer. */
  public synchronized void write(String sentence) {
    file.print(
        time.get().truncatedTo(ChronoUnit.MILLIS)
            + " "
            + BLOB.matcher(sentence).replaceAll("(an invite or reply)")
            + "\n");
    file.flush();
  }

  @Override
  public synchronized void close() {
    file.close();
  }
}
