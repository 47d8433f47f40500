package io.p2pcopy.net;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How many files and sockets this process may still open. */
public final class OpenFiles {

  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final Path OPEN = Path.of("/proc/self/fd");
  private static final String LIMIT = "Max open files";

  private OpenFiles() {}

  /**
   * Returns how many descriptors are left of the limit of this process ({@code ulimit -n}); {@link
   * Integer#MAX_VALUE} where the system does not tell.
   */
  public static int left() {
    try {
      return limit(Files.readAllLines(LIMITS)) - open();
    } catch (IOException | RuntimeException e) {
      return Integer.MAX_VALUE;
    }
  }

  private static int open() throws IOException {
    int count = 0;
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(OPEN)) {
      for (Path ignored : descriptors) {
        count++;
      }
    }
    return count;
  }

  /** Reads the soft limit, the first number after the name. */
  static int limit(List<String> limits) {
    return limits.stream()
        .filter(line -> line.startsWith(LIMIT))
        .map(line -> line.substring(LIMIT.length()).strip().split("\\s+", -1)[0])
        .filter(value -> !value.equals("unlimited"))
        .mapToLong(Long::parseLong)
        .mapToInt(value -> (int) Math.min(value, Integer.MAX_VALUE))
        .findFirst()
        .orElse(Integer.MAX_VALUE);
  }
}
