package io.p2pcopy.transfer.target;

import io.p2pcopy.transfer.wire.Entry;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** The nine permission bits of a mode; never those that give a program its owner's rights. */
final class Permissions {

  static final int OWNER_READS = 0400;
  static final int OWNER_ALL = 0700;

  private static final int NEW_DIRECTORY = 0777;
  private static final int NEW_FILE = 0666;

  private static final PosixFilePermission[] FROM_HIGHEST = PosixFilePermission.values();

  private Permissions() {}

  /**
   * Returns what a mode leaves under a umask.
   *
   * @param mode or {@code Entry.UNKNOWN_MODE} for the mode of a new file or directory
   */
  static int withUmask(int mode, boolean directory, int umask) {
    int known = mode == Entry.UNKNOWN_MODE ? (directory ? NEW_DIRECTORY : NEW_FILE) : mode;
    return known & ~umask;
  }

  static Set<PosixFilePermission> of(int mode) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    for (int i = 0; i < FROM_HIGHEST.length; i++) {
      if ((mode >>> (FROM_HIGHEST.length - 1 - i) & 1) == 1) {
        permissions.add(FROM_HIGHEST[i]);
      }
    }
    return permissions;
  }
}
