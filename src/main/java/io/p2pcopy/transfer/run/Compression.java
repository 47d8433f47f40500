package io.p2pcopy.transfer.run;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The compression methods that this side supports. */
public final class Compression {

  private static final String ZSTD = "zstd";

  private Compression() {}

  /** Returns the supported methods by their names in an offer. */
  public static List<String> available() {
    return Zstd.works() ? List.of(ZSTD) : List.of();
  }

  /** Returns a method that both sides support, or {@code null}. */
  public static @Nullable String common(List<String> offered) {
    return offered.contains(ZSTD) && Zstd.works() ? ZSTD : null;
  }
}
