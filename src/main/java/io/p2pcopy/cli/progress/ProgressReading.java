package io.p2pcopy.cli.progress;

import io.p2pcopy.peer.ConnectionPath;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What there is to show of a transfer at one moment.
 *
 * @param rate in bytes a second over the last seconds, or {@link #UNKNOWN}
 * @param left time left at this rate; null where nobody can say
 * @param elapsed since the transfer began
 * @param sentAgain the part of the last packets that had been sent before, 0 to 1
 * @param standstill null while it goes on
 */
record ProgressReading(
    Progress progress,
    long rate,
    @Nullable Duration left,
    Duration elapsed,
    ConnectionPath path,
    double sentAgain,
    @Nullable Standstill standstill) {

  static final long UNKNOWN = -1;
}
