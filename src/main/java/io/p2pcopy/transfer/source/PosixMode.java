package io.p2pcopy.transfer.source;

import io.p2pcopy.transfer.wire.Entry;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** The nine permission bits of a file, where its file system has them. */
final class PosixMode {

  private PosixMode() {}

  /** Returns the kind of attributes to read. */
  static Class<? extends BasicFileAttributes> attributes(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? PosixFileAttributes.class
        : BasicFileAttributes.class;
  }

  static int of(BasicFileAttributes attributes) {
    return attributes instanceof PosixFileAttributes posix
        ? bits(posix.permissions())
        : Entry.UNKNOWN_MODE;
  }

  /** The constants stand in the order of the bits, from the owner's read permission downwards. */
  private static int bits(Set<PosixFilePermission> permissions) {
    int mode = 0;
    for (PosixFilePermission permission : PosixFilePermission.values()) {
      mode = mode << 1 | (permissions.contains(permission) ? 1 : 0);
    }
    return mode;
  }
}
