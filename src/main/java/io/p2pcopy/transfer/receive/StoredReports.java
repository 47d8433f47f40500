package io.p2pcopy.transfer.receive;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.net.Clock;
import io.p2pcopy.transfer.wire.ControlCodec;
import io.p2pcopy.transfer.wire.ControlMessage.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Reports to the sender which entries are finished, at most ten times a second. */
final class StoredReports {

  private static final long REPORT_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final ReceiveState state;
  private final DataChannel channel;
  private final Clock clock;

  /** Entries that were skipped after their content had arrived, not reported yet. */
  private final List<Long> skipped = new ArrayList<>();

  private long reportedThrough = -1;
  private long reportedAt;

  StoredReports(ReceiveState state, DataChannel channel, Clock clock) {
    this.state = state;
    this.channel = channel;
    this.clock = clock;
    reportedAt = clock.nanoTime();
  }

  void addSkipped(long entry) {
    skipped.add(entry);
  }

  /** Sends a report if the interval has passed or enough skipped entries are queued. */
  void sendIfDue() {
    long now = clock.nanoTime();
    boolean many = skipped.size() >= PeerLimits.Transfer.SKIPPED_IN_MESSAGE;
    boolean due =
        state.storedThrough() > reportedThrough && now - reportedAt >= REPORT_INTERVAL_NANOS;
    if (due || (many && state.storedThrough() >= 0)) {
      reportedAt = now;
      sendAll();
    }
  }

  /** Sends everything that has not been reported. */
  void sendAll() {
    while (state.storedThrough() > reportedThrough || !skipped.isEmpty()) {
      reportedThrough = state.storedThrough();
      List<Long> next =
          skipped.subList(0, Math.min(skipped.size(), PeerLimits.Transfer.SKIPPED_IN_MESSAGE));
      state.send(channel, ControlCodec.encode(new Stored(reportedThrough, next)));
      next.clear();
    }
  }
}
