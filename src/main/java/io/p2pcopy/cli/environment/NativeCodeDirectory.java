package io.p2pcopy.cli.environment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Chooses where the libraries unpack their native code before they load it. They make files that
 * the umask may leave writable for others, and JNA asks for a cache that the environment names; so
 * they get a new directory that only this user can open, in a place where nobody else can replace
 * it.
 */
public final class NativeCodeDirectory {
  /** The launcher's cache, if it is trusted. */
  private static final String CACHE = "p2pcopy.cache";

  /** Where JNA, the library for cryptography, zstd and JLine unpack their native code. */
  private static final List<String> PROPERTIES =
      List.of(
          "jna.tmpdir",
          "com.amazon.corretto.crypto.provider.tmpdir",
          "ZstdTempFolder",
          "jline.tmpdir");

  /** The native code of all libraries takes 12 MB. */
  private static final long ENOUGH = 16L << 20;

  /** Cannot be made, so nothing is unpacked and the program goes without native code. */
  private static final String NOWHERE = "/dev/null/none";

  private NativeCodeDirectory() {}

  /** Chooses for this process, after {@link TemporaryDirectory#choose}. */
  public static void choose() {
    if (PROPERTIES.stream().allMatch(property -> System.getProperty(property) != null)) {
      return;
    }
    String directory =
        create(candidates())
            .map(
                path -> {
                  path.toFile().deleteOnExit();
                  return path.toString();
                })
            .orElse(NOWHERE);
    for (String property : PROPERTIES) {
      if (System.getProperty(property) == null) {
        System.setProperty(property, directory);
      }
    }
  }

  private static List<Path> candidates() {
    String home = System.getProperty("user.home");
    return Stream.of(
            System.getProperty(CACHE),
            home == null ? null : home + "/.cache",
            System.getProperty("java.io.tmpdir"),
            home)
        .flatMap(NativeCodeDirectory::path)
        .toList();
  }

  /** Returns a new directory in the first place that is trusted and has room. */
  static Optional<Path> create(List<Path> candidates) {
    for (Path place : candidates) {
      if (Files.isWritable(place)
          && place.toFile().getUsableSpace() >= ENOUGH
          && TrustedDirectory.isFitForCode(place)) {
        try {
          return Optional.of(Files.createTempDirectory(place, "p2pcopy-"));
        } catch (IOException e) {
          // The next place may do.
        }
      }
    }
    return Optional.empty();
  }

  private static Stream<Path> path(@Nullable String text) {
    try {
      return Stream.ofNullable(text).map(Path::of).filter(Path::isAbsolute);
    } catch (InvalidPathException e) {
      return Stream.empty();
    }
  }
}
