package io.p2pcopy.transfer.wire;

import org.jspecify.annotations.Nullable;

/** Why a receiver does not take an entry, although nothing has failed. */
public enum SkipReason {
  /** A file with its name is there, and stays as it is. */
  NAME_TAKEN("name-taken"),
  /** A symbolic link, of which the receiver makes none. */
  LINK("link"),
  /** A symbolic link that may lead out of what is received. */
  UNSAFE_LINK("unsafe-link"),
  /** A later version of the protocol knows why. */
  OTHER("other");

  private final String wireName;

  SkipReason(String wireName) {
    this.wireName = wireName;
  }

  /** {@return the name in the messages of the protocol} */
  public String wireName() {
    return wireName;
  }

  /**
   * {@return the reason of that name; {@code null} if there is no name}
   *
   * @param name the name in a message
   */
  public static @Nullable SkipReason ofWireName(@Nullable String name) {
    if (name == null) {
      return null;
    }
    for (SkipReason reason : values()) {
      if (reason.wireName.equals(name)) {
        return reason;
      }
    }
    return OTHER;
  }
}
