package io.p2pcopy.transfer.target;

import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** The nine permission bits of a mode; never those that give a program its owner's rights. */
final class Permissions {

  static final int OWNER_READS = 0400;
  static final int OWNER_ALL = 0700;

  private static final PosixFilePermission[] FROM_HIGHEST = PosixFilePermission.values();

  private Permissions() {}

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
