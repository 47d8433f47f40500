package io.p2pcopy.sctp.distribution;

import io.p2pcopy.sctp.sim.AssociationPair;
import io.p2pcopy.sctp.sim.Units;
import io.p2pcopy.sctp.sim.VirtualPath;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Measures a flow from left to right, and the queue that it passes, for a while. */
final class Measurement {
  private static final long SAMPLE_INTERVAL = Units.millis(5);

  private final VirtualPath path;
  private final AssociationPair flow;
  private double queueMillis;
  private long samples;
  private double capacity;

  private Measurement(VirtualPath path, AssociationPair flow) {
    this.path = path;
    this.flow = flow;
  }

  static Map<Metric, Double> of(VirtualPath path, AssociationPair flow, long duration) {
    return new Measurement(path, flow).run(duration, null);
  }

  /**
   * @param otherReceived the bytes that the competing flow has delivered
   */
  static Map<Metric, Double> beside(
      LongSupplier otherReceived, VirtualPath path, AssociationPair flow, long duration) {
    return new Measurement(path, flow).run(duration, otherReceived);
  }

  private Map<Metric, Double> run(long duration, @Nullable LongSupplier otherReceived) {
    long received = flow.right().receivedBytes();
    long repeated = flow.left().stats().retransmissions();
    long sent = flow.left().stats().packetsSent();
    long other = otherReceived == null ? 0 : otherReceived.getAsLong();
    long end = path.clock().now() + duration;
    while (path.clock().now() < end) {
      path.clock().runFor(SAMPLE_INTERVAL);
      sample();
    }
    received = flow.right().receivedBytes() - received;
    repeated = flow.left().stats().retransmissions() - repeated;
    sent = flow.left().stats().packetsSent() - sent;
    other = otherReceived == null ? 0 : otherReceived.getAsLong() - other;

    Map<Metric, Double> result = new EnumMap<>(Metric.class);
    result.put(Metric.UTILISATION, 100 * (received + other) / capacity);
    result.put(Metric.QUEUEING_DELAY, queueMillis / samples);
    result.put(Metric.RETRANSMISSIONS, 100.0 * repeated / Math.max(1, sent));
    if (otherReceived != null) {
      result.put(Metric.SHARE, 100.0 * received / Math.max(1, received + other));
    }
    return result;
  }

  private void sample() {
    double bytesPerSecond = path.fromLeft().bitsPerSecond() / 8.0;
    queueMillis += path.fromLeft().queuedBytes() / bytesPerSecond * 1e3;
    capacity += bytesPerSecond * SAMPLE_INTERVAL / 1e9;
    samples++;
  }
}
