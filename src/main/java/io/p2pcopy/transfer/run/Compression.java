package io.p2pcopy.transfer.run;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What this side can do to make blocks shorter. */
public final class Compression {

  private static final String ZSTD = "zstd";

  private Compression() {}

  /** Returns the names of what it can do, as they are in an offer. */
  public static List<String> available() {
    return Zstd.works() ? List.of(ZSTD) : List.of();
  }

  /** Returns what both sides can do, or {@code null}. */
  public static @Nullable String common(List<String> offered) {
    return offered.contains(ZSTD) && Zstd.works() ? ZSTD : null;
  }
}
