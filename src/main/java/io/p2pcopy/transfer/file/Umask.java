package io.p2pcopy.transfer.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** The permission bits that this process takes from everything it makes. */
public final class Umask {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String LABEL = "Umask:";
  private static final int ALL = 0777;

  /** What is taken where the system does not tell. */
  private static final int USUAL = 022;

  private Umask() {}

  /**
   * Returns the bits. Linux tells them; elsewhere a directory is made for temporary files and
   * looked at: reading them by {@code umask(2)} would change them for other threads.
   */
  public static int current() {
    try {
      for (String line : Files.readAllLines(STATUS, StandardCharsets.ISO_8859_1)) {
        if (line.startsWith(LABEL)) {
          return Integer.parseInt(line.substring(LABEL.length()).strip(), 8) & ALL;
        }
      }
    } catch (IOException | NumberFormatException e) {
      // Not Linux, or one before 4.7.
    }
    return ofNewDirectory();
  }

  private static int ofNewDirectory() {
    try {
      Path outer = Files.createTempDirectory("p2pcopy-umask-");
      try {
        Path inner = Files.createDirectory(outer.resolve("d"));
        try {
          return ALL & ~bits(Files.getPosixFilePermissions(inner));
        } finally {
          Files.delete(inner);
        }
      } finally {
        Files.delete(outer);
      }
    } catch (IOException | UnsupportedOperationException e) {
      return USUAL;
    }
  }

  /** The constants stand in the order of the bits, from the owner's read permission downwards. */
  private static int bits(Set<PosixFilePermission> permissions) {
    int bits = 0;
    for (PosixFilePermission permission : PosixFilePermission.values()) {
      bits = bits << 1 | (permissions.contains(permission) ? 1 : 0);
    }
    return bits;
  }
}
