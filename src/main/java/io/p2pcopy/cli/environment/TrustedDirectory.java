package io.p2pcopy.cli.environment;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/**
 * Decides whether another user of this computer could replace what lies in a directory. Root can
 * replace everything and is not counted.
 *
 * <p>Every directory on the way must belong to root or to the effective user of this process, whose
 * environment may name directories of somebody else ({@code sudo -E}). None may be writable for
 * others, except with the sticky bit. File systems without owners and modes are trusted.
 */
public final class TrustedDirectory {
  private static final int ROOT = 0;
  private static final int STICKY = 01000;
  private static final int GROUP_MAY_WRITE = 020;
  private static final int OTHERS_MAY_WRITE = 02;

  /** Its owner is the effective user, on systems that have it. */
  private static final Path OWN_PROCESS = Path.of("/proc/self/fd");

  private TrustedDirectory() {}

  /** Whether native code in a new, private directory there stays what it is. */
  public static boolean isFitForCode(Path directory) {
    return isTrusted(directory, GROUP_MAY_WRITE | OTHERS_MAY_WRITE);
  }

  /**
   * Whether temporary data may be written there. Users who let their group write to their
   * directories trust the group with data.
   */
  static boolean isFitForData(Path directory) {
    return isTrusted(directory, OTHERS_MAY_WRITE);
  }

  private static boolean isTrusted(Path directory, int forbidden) {
    if (!directory.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return true;
    }
    try {
      int user = effectiveUser();
      // Both the links on the way, which somebody else may own, and what they lead to.
      return isTrustedAsWritten(directory.toAbsolutePath(), user, forbidden)
          && isTrustedAsWritten(directory.toRealPath(), user, forbidden);
    } catch (IOException | LinkageError e) {
      return false;
    }
  }

  private static boolean isTrustedAsWritten(Path path, int user, int forbidden) throws IOException {
    for (Path at = path; at != null; at = at.getParent()) {
      int owner = attribute(at, "uid");
      int mode = attribute(at, "mode");
      boolean writable = (mode & forbidden) != 0 && (mode & STICKY) == 0;
      if ((owner != ROOT && owner != user) || (writable && !Files.isSymbolicLink(at))) {
        return false;
      }
    }
    return true;
  }

  private static int effectiveUser() throws IOException {
    return Files.exists(OWN_PROCESS)
        ? attribute(OWN_PROCESS, "uid")
        : Math.toIntExact(new UnixSystem().getUid());
  }

  private static int attribute(Path path, String name) throws IOException {
    Map<String, Object> read =
        Files.readAttributes(path, "unix:" + name, LinkOption.NOFOLLOW_LINKS);
    if (read.get(name) instanceof Integer value) {
      return value;
    }
    throw new IOException("The file system does not know the " + name + ".");
  }
}
