package io.p2pcopy.transfer.wire;

import org.jspecify.annotations.Nullable;

/** Why a transfer or one of its entries failed, as sent to the peer. */
public enum FailureCode {
  /** The user or the program cancelled the transfer. */
  INTERRUPTED("interrupted"),
  /** A file could not be read, created or written. */
  FILE("file"),
  /** The target directory can no longer be used; sent to the peer as {@code FILE}. */
  TARGET_LOST("file"),
  /** A file changed while it was being sent. */
  FILE_CHANGED("file-changed"),
  /** There is not enough free space, now or in advance. */
  DISK_FULL("disk-full"),
  /** Received content does not match its hash. */
  INTEGRITY("integrity"),
  /** The peer violated the protocol. */
  PROTOCOL("protocol"),
  /** The user reported that the words differ. */
  NOT_VERIFIED("not-verified"),
  /** Both sides send, or both receive. */
  SAME_ROLE("same-role");

  private final String wireName;

  FailureCode(String wireName) {
    this.wireName = wireName;
  }

  /** {@return the name in the messages of the protocol} */
  public String wireName() {
    return wireName;
  }

  /** {@return whether this concerns one entry, so that the others can go on} */
  public boolean concernsEntry() {
    return this == FILE || this == FILE_CHANGED || this == INTEGRITY;
  }

  /**
   * {@return the code of that name, or {@code null} if a later version of the protocol made it}
   *
   * @param name the name in a message
   */
  public static @Nullable FailureCode ofWireName(String name) {
    for (FailureCode code : values()) {
      if (code.wireName.equals(name)) {
        return code;
      }
    }
    return null;
  }
}
