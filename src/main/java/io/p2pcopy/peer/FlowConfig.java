package io.p2pcopy.peer;

import io.p2pcopy.limit.PeerLimits;

/**
 * Congestion control and buffer sizes of a {@link PeerConnection}.
 *
 * @param congestion the congestion control of this side's sender
 * @param window the largest send and receive buffer in bytes, for each direction; 64 KiB to 64 MiB
 */
public record FlowConfig(Congestion congestion, int window) {

  /**
   * The smallest window in bytes. Two ends of this implementation may send this much before they
   * know each other's receive window.
   */
  public static final int SMALLEST_WINDOW = 64 << 10;

  /** The largest window in bytes, and the default. */
  public static final int LARGEST_WINDOW = PeerLimits.Sctp.WINDOW_BYTES;

  /**
   * Checks the ranges.
   *
   * @param congestion how to find out what the path takes
   * @param window up to where the buffers for what is on its way grow, in bytes, for each
   *     direction; 64 KiB to 64 MiB
   */
  public FlowConfig {
    if (window < SMALLEST_WINDOW || window > LARGEST_WINDOW) {
      throw new IllegalArgumentException("window must be 64 KiB to 64 MiB: " + window);
    }
  }

  /** {@return the default configuration: BBR with windows of up to 64 MiB} */
  public static FlowConfig defaults() {
    return new FlowConfig(Congestion.BBR, LARGEST_WINDOW);
  }
}
