package io.p2pcopy.transfer.target.name;

import io.p2pcopy.transfer.file.NativeName;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names for what comes, as the file system of the target directory takes them: only names that it
 * refuses, or takes for one, are changed. Not for several threads at a time.
 */
public final class TargetNames {

  /** The program's own files need so much; no file system in use takes less. */
  private static final int LEAST_BYTES = 60;

  /** The types under which Linux mounts file systems that take every byte but "/" in a name. */
  private static final Set<String> POSIX =
      Set.of(
          "ext2",
          "ext3",
          "ext4",
          "xfs",
          "btrfs",
          "bcachefs",
          "f2fs",
          "zfs",
          "jfs",
          "reiserfs",
          "tmpfs",
          "ramfs",
          "overlay",
          "aufs",
          "nfs",
          "nfs4",
          "ecryptfs",
          "ubifs");

  /** The types of those that Windows reads, too, or that leave it to a computer with Windows. */
  private static final Set<String> SHARED_WITH_WINDOWS =
      Set.of(
          "vfat",
          "msdos",
          "exfat",
          "texfat",
          "fuseblk",
          "ntfs",
          "ntfs3",
          "cifs",
          "smb3",
          "smbfs",
          "9p",
          "drvfs",
          "fuse.fusefat",
          "fuse.exfat",
          "vboxsf",
          "fuse.vmhgfs-fuse");

  private static final String PROBE = ".p2pcopy-names-";

  private final Path root;
  private final String type;
  private final int maxBytes;
  private @Nullable Probe probed;

  TargetNames(Path root, String type, int maxBytes) {
    this.root = root;
    this.type = type;
    this.maxBytes = maxBytes;
  }

  public static TargetNames of(Path root) {
    return new TargetNames(root, typeOf(root), longestName(root));
  }

  /** Returns whether the file system has this computer's owners and permissions. */
  public boolean hasLocalOwners() {
    return POSIX.contains(type) && !type.startsWith("nfs");
  }

  /** Returns the safe name that is the nearest to the offered one. */
  public String safe(String offered) {
    String here = SafeName.of(offered, false, maxBytes);
    String anywhere = SafeName.of(offered, true, maxBytes);
    return here.equals(anywhere) || !isLikeWindows() ? here : anywhere;
  }

  /** Returns a name with a number before its extension; for 0 the name itself. */
  public String numbered(String name, int number) {
    return SafeName.numbered(name, number, maxBytes);
  }

  /** Returns what a file is called while it comes in. */
  public String partial(String name, int number) {
    return PartialName.of(name, number, maxBytes);
  }

  /** Returns a text that is the same for all names which the file system may take for one. */
  public String key(String name) {
    return isCaseSensitive() ? name : SafeName.folded(name);
  }

  private boolean isCaseSensitive() {
    boolean known = POSIX.contains(type) || SHARED_WITH_WINDOWS.contains(type);
    return known ? POSIX.contains(type) : probe().caseSensitive();
  }

  private boolean isLikeWindows() {
    return File.separatorChar == '\\'
        || SHARED_WITH_WINDOWS.contains(type)
        || (!POSIX.contains(type) && probe().refusesColons());
  }

  private Probe probe() {
    Probe known = probed;
    if (known == null) {
      known = Probe.of(root);
      probed = known;
    }
    return known;
  }

  /** What a file system of unknown type does with an empty file, which is deleted at once. */
  private record Probe(boolean caseSensitive, boolean refusesColons) {

    static Probe of(Path root) {
      byte[] random = new byte[8];
      new SecureRandom().nextBytes(random);
      String name = PROBE + HexFormat.of().formatHex(random);
      Path plain = root.resolve(name);
      try {
        Files.createFile(plain);
      } catch (IOException e) {
        return new Probe(false, false);
      }
      boolean sensitive = !isThere(root.resolve(name.toUpperCase(Locale.ROOT)));
      Path colon = NativeName.resolve(root, name + ":?");
      try {
        // The reason for a refusal may be any, so a name without the colon was tried first.
        Files.move(plain, colon);
        return new Probe(sensitive, !isThere(colon));
      } catch (IOException | RuntimeException e) {
        return new Probe(sensitive, true);
      } finally {
        delete(plain);
        delete(colon);
      }
    }

    private static boolean isThere(Path path) {
      return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }
  }

  /**
   * Returns how many bytes a name may have, found by looking for files that are not there: what
   * {@code statvfs} says is wrong for some encrypted file systems.
   */
  private static int longestName(Path root) {
    int fits = LEAST_BYTES;
    int fails = SafeName.MAX_BYTES + 1;
    if (isShortEnough(root, SafeName.MAX_BYTES)) {
      return SafeName.MAX_BYTES;
    }
    while (fails - fits > 1) {
      int middle = (fits + fails) / 2;
      if (isShortEnough(root, middle)) {
        fits = middle;
      } else {
        fails = middle;
      }
    }
    return fits;
  }

  private static boolean isShortEnough(Path root, int bytes) {
    try {
      Files.readAttributes(
          root.resolve("n".repeat(bytes)), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return true;
    } catch (NoSuchFileException e) {
      return true;
    } catch (FileSystemException e) {
      return !String.valueOf(e.getReason()).toLowerCase(Locale.ROOT).contains("too long");
    } catch (IOException e) {
      return true;
    }
  }

  private static String typeOf(Path root) {
    try {
      return Files.getFileStore(root).type().toLowerCase(Locale.ROOT);
    } catch (IOException | RuntimeException e) {
      return "";
    }
  }

  private static void delete(Path probe) {
    try {
      Files.deleteIfExists(probe);
    } catch (IOException e) {
      // An empty file with this program's name stays.
    }
  }
}
