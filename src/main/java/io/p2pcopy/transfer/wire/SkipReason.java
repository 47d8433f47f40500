package io.p2pcopy.transfer.wire;

import org.jspecify.annotations.Nullable;

/** Why a receiver skips an entry. Skipping is not a failure. */
public enum SkipReason {
  /** A file with this name exists and is kept. */
  NAME_TAKEN("name-taken"),
  /** The receiver does not create symbolic links. */
  LINK("link"),
  /** The symbolic link may lead out of the target directory. */
  UNSAFE_LINK("unsafe-link"),
  /** A reason that this version does not know. */
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
