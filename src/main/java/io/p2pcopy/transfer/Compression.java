package io.p2pcopy.transfer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What this side can do to blocks. */
final class Compression {

  private Compression() {}

  /** Returns the names of what it can do, as they are in an offer. */
  static List<String> available() {
    return List.of();
  }

  /** Returns what both sides can do, or {@code null}. */
  static @Nullable String common(List<String> offered) {
    return available().stream().filter(offered::contains).findFirst().orElse(null);
  }

  static Decoder decoder() {
    return Decoder.NONE;
  }
}
