package io.p2pcopy.cli.environment;

import com.sun.security.auth.module.UnixSystem;
import io.p2pcopy.transfer.file.UnixAttributes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Decides whether another user of this computer could replace what lies in a directory. Root can
 * replace everything and is not counted.
 *
 * <p>Every directory on the way must belong to root or to the effective user of this process, whose
 * environment may name directories of somebody else ({@code sudo -E}). None may be writable for
 * others, except with the sticky bit. File systems without owners and modes are trusted.
 */
public final class TrustedDirectory {
  /** Its owner is the effective user, on systems that have it. */
  private static final Path OWN_PROCESS = Path.of("/proc/self/fd");

  private TrustedDirectory() {}

  /** Whether native code in a new, private directory there stays what it is. */
  public static boolean isFitForCode(Path directory) {
    return isTrusted(
        directory, UnixAttributes.WRITABLE_BY_GROUP | UnixAttributes.WRITABLE_BY_OTHERS);
  }

  /**
   * Whether temporary data may be written there. Users who let their group write to their
   * directories trust the group with data.
   */
  static boolean isFitForData(Path directory) {
    return isTrusted(directory, UnixAttributes.WRITABLE_BY_OTHERS);
  }

  /** Whether nobody else can change a file of settings. */
  public static boolean isFitForSettings(Path file) {
    return isTrusted(file, UnixAttributes.WRITABLE_BY_OTHERS);
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
      var attributes = UnixAttributes.of(at, LinkOption.NOFOLLOW_LINKS);
      boolean writable = attributes.hasAny(forbidden) && !attributes.hasAny(UnixAttributes.STICKY);
      if (!attributes.belongsTo(user) || (writable && !attributes.isSymbolicLink())) {
        return false;
      }
    }
    return true;
  }

  private static int effectiveUser() throws IOException {
    return Files.exists(OWN_PROCESS)
        ? UnixAttributes.of(OWN_PROCESS, LinkOption.NOFOLLOW_LINKS).user()
        : Math.toIntExact(new UnixSystem().getUid());
  }
}
