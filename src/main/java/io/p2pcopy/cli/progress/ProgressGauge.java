package io.p2pcopy.cli.progress;

import io.p2pcopy.net.Clock;
import io.p2pcopy.peer.PeerStats;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Makes of the transfer's progress and the state of the network what people want to know: rate,
 * time left, and whether it stands still. {@link #update} is for the transfer's thread, {@link
 * #read} for one other.
 */
public final class ProgressGauge {
  private static final long WINDOW = Duration.ofSeconds(5).toNanos();

  /** A rate over a shorter time is not worth showing. */
  private static final long SHORTEST_WINDOW = Duration.ofMillis(400).toNanos();

  /** The network may need a moment; a pause that is longer is told. */
  private static final long STANDSTILL = Duration.ofSeconds(6).toNanos();

  /** In seconds. A longer time left is not believed while mostly holes are passed over. */
  private static final long FORESEEABLE = Duration.ofDays(1).toSeconds();

  private record Sample(long time, long moved, long done, long packets, long retransmissions) {}

  private final NetworkStatus network;
  private final Clock clock;
  private final long start;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private @Nullable Sample beforeFlow;
  private volatile Progress progress;
  private long lastMoved = -1;
  private long lastDone = -1;
  private long lastMove;

  public ProgressGauge(Progress progress, NetworkStatus network, Clock clock) {
    this.progress = progress;
    this.network = network;
    this.clock = clock;
    this.start = clock.nanoTime();
    this.lastMove = start;
  }

  void update(Progress now) {
    progress = now;
  }

  ProgressReading read() {
    long now = clock.nanoTime();
    Progress current = progress;
    if (current.moved() != lastMoved || current.done() != lastDone) {
      lastMoved = current.moved();
      lastDone = current.done();
      lastMove = now;
    }
    PeerStats stats = network.stats();
    var sample =
        new Sample(
            now, current.moved(), current.done(), stats.packetsSent(), stats.retransmissions());
    samples.add(sample);
    while (samples.size() > 2 && now - samples.getFirst().time() > WINDOW) {
      samples.removeFirst();
    }
    Sample first = samples.getFirst();
    if (beforeFlow == null || beforeFlow.moved() == sample.moved()) {
      beforeFlow = sample;
    }
    // The wait for the first bytes says nothing about how fast they come.
    long rate = rate(first.time() < beforeFlow.time() ? beforeFlow : first, sample);
    return new ProgressReading(
        current,
        rate,
        left(current, rate, first),
        Duration.ofNanos(now - start),
        network.path(),
        sentAgain(first, sample),
        standstill(now));
  }

  private static long rate(Sample first, Sample last) {
    long nanos = last.time() - first.time();
    return nanos < SHORTEST_WINDOW
        ? ProgressReading.UNKNOWN
        : Math.max(0, (long) ((last.moved() - first.moved()) * 1e9 / nanos));
  }

  private static @Nullable Duration left(Progress progress, long rate, Sample first) {
    if (rate <= 0 || progress.total() < 0) {
      return null;
    }
    long seconds = Math.round((double) Math.max(0, progress.total() - progress.done()) / rate);
    boolean mostlyPassedOver =
        progress.done() - first.done() > 2 * (progress.moved() - first.moved());
    return mostlyPassedOver && seconds > FORESEEABLE ? null : Duration.ofSeconds(seconds);
  }

  private static double sentAgain(Sample first, Sample last) {
    long packets = last.packets() - first.packets();
    return packets <= 0
        ? 0
        : Math.min(1, (double) (last.retransmissions() - first.retransmissions()) / packets);
  }

  private @Nullable Standstill standstill(long now) {
    Duration silence = network.silence();
    if (!silence.isZero()) {
      return new Standstill(silence, true);
    }
    long still = now - lastMove;
    return still < STANDSTILL ? null : new Standstill(Duration.ofNanos(still), false);
  }
}
