package io.p2pcopy.transfer.wire;

import org.jspecify.annotations.Nullable;

/** Why a transfer, or one of its entries, did not succeed, as one side tells the other. */
public enum FailureCode {
  /** The person, or the program, stopped it. */
  INTERRUPTED("interrupted"),
  /** A file could not be read, created or written. */
  FILE("file"),
  /** The directory that receives everything cannot be used any more; {@code FILE} to the peer. */
  TARGET_LOST("file"),
  /** A file changed while it was being sent. */
  FILE_CHANGED("file-changed"),
  /** There is not enough free space, now or in advance. */
  DISK_FULL("disk-full"),
  /** What arrived is not what was sent. */
  INTEGRITY("integrity"),
  /** The other side broke the protocol. */
  PROTOCOL("protocol"),
  /** The person says that the words differ. */
  NOT_VERIFIED("not-verified"),
  /** Both send, or both receive. */
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
