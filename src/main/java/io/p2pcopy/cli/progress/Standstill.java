package io.p2pcopy.cli.progress;

import io.p2pcopy.cli.terminal.Wording;
import java.time.Duration;

/**
 * Nothing moves.
 *
 * @param time since when
 * @param network whether the network is to blame, because nothing at all comes from the peer
 */
record Standstill(Duration time, boolean network) {
  /** A peer that answers no check any more is known to be silent by then. */
  private static final Duration SURE = Duration.ofSeconds(12);

  /** Returns it as a sentence. */
  String sentence() {
    if (network) {
      return "Reconnecting: no answer from the other side for " + seconds() + ".";
    }
    return "Nothing has moved for "
        + seconds()
        + (time.compareTo(SURE) < 0
            ? ", still waiting."
            : "; the connection is alive, still waiting.");
  }

  /** Returns it for narrow terminals. */
  String brief() {
    return (network ? "Reconnecting, " : "Waiting for ") + seconds();
  }

  private String seconds() {
    long seconds = Math.max(1, time.toSeconds());
    return seconds < 60 ? seconds + " s" : Wording.duration(Duration.ofSeconds(seconds));
  }
}
