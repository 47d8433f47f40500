package io.p2pcopy.cli.environment;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Chooses where temporary files go, for this program and its libraries. */
public final class TemporaryDirectory {
  /** What Java takes on Unix, whatever TMPDIR says. */
  private static final String FIXED = "/tmp";

  private static final String PROPERTY = "java.io.tmpdir";

  /** The native code of the libraries, several times over. */
  private static final long ENOUGH = 64L << 20;

  private TemporaryDirectory() {}

  /** Chooses for this process, before anything has asked Java for the directory. */
  public static void choose(Map<String, String> variables) {
    if (FIXED.equals(System.getProperty(PROPERTY))) {
      best(candidates(variables)).ifPresent(path -> System.setProperty(PROPERTY, path.toString()));
    }
  }

  /** Returns the first one with enough room, else the first that can be written at all. */
  static Optional<Path> best(List<Path> candidates) {
    List<Path> usable = candidates.stream().filter(TemporaryDirectory::isUsable).toList();
    return usable.stream()
        .filter(path -> new File(path.toString()).getUsableSpace() >= ENOUGH)
        .findFirst()
        .or(() -> usable.stream().findFirst());
  }

  static List<Path> candidates(Map<String, String> variables) {
    String home = variables.get("HOME");
    return Stream.of(
            variables.get("TMPDIR"),
            FIXED,
            "/var/tmp",
            variables.get("XDG_CACHE_HOME"),
            home == null ? null : home + "/.cache",
            home,
            variables.get("XDG_RUNTIME_DIR"))
        .map(TemporaryDirectory::path)
        .filter(Objects::nonNull)
        .toList();
  }

  private static @Nullable Path path(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    try {
      return Path.of(text).toAbsolutePath();
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private static boolean isUsable(Path path) {
    return path.isAbsolute()
        && Files.isDirectory(path)
        && Files.isWritable(path)
        && TrustedDirectory.isFitForData(path);
  }
}
