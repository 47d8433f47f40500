package io.p2pcopy.peer;

/**
 * How fast a {@link PeerConnection} sends, and how much memory it takes for that.
 *
 * @param congestion how to find out what the path takes
 * @param window up to where the buffers for what is on its way grow, in bytes, for each direction;
 *     64 KiB to 64 MiB
 */
public record FlowConfig(Congestion congestion, int window) {

  /** The smallest window: two ends of ours send as much before either has told its own. */
  public static final int SMALLEST_WINDOW = 64 << 10;

  /** The largest window, and the default. */
  public static final int LARGEST_WINDOW = 64 << 20;

  /**
   * Checks the ranges.
   *
   * @param congestion how to find out what the path takes
   * @param window up to where the buffers for what is on its way grow, in bytes, for each
   *     direction; 64 KiB to 64 MiB
   */
  public FlowConfig {
    if (window < SMALLEST_WINDOW || window > LARGEST_WINDOW) {
      throw new IllegalArgumentException("windows have 64 KiB to 64 MiB");
    }
  }

  /** {@return what suits most paths} */
  public static FlowConfig defaults() {
    return new FlowConfig(Congestion.BBR, LARGEST_WINDOW);
  }
}
