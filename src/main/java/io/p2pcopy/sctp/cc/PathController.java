package io.p2pcopy.sctp.cc;

import java.util.function.LongFunction;

/**
 * Controls the congestion of the current path: a new path gets a controller of its own, which knows
 * nothing of the paths before (RFC 9260, section 7.1).
 */
public final class PathController implements CongestionController {

  private final LongFunction<CongestionController> factory;
  private long packetSize;
  private CongestionController current;

  /**
   * @param factory creates a controller for a packet size, see {@link #onPacketSize}
   */
  public PathController(long packetSize, LongFunction<CongestionController> factory) {
    this.factory = factory;
    this.packetSize = packetSize;
    this.current = factory.apply(packetSize);
  }

  /** Starts on a path of which nothing is known. */
  public void startPath() {
    current = factory.apply(packetSize);
  }

  @Override
  public void onSent(long now, int bytes, long inFlight) {
    current.onSent(now, bytes, inFlight);
  }

  @Override
  public void onAck(AckSample sample) {
    current.onAck(sample);
  }

  @Override
  public void onRecoveryEntered(long now, long inFlight) {
    current.onRecoveryEntered(now, inFlight);
  }

  @Override
  public void onSpuriousRecovery(long now) {
    current.onSpuriousRecovery(now);
  }

  @Override
  public void onTimeout(long now, long inFlight) {
    current.onTimeout(now, inFlight);
  }

  @Override
  public void onSpuriousTimeout(long now) {
    current.onSpuriousTimeout(now);
  }

  @Override
  public void onEstimatedRoundTrip(long rtt) {
    current.onEstimatedRoundTrip(rtt);
  }

  @Override
  public void onRestartAfterIdle(long now, long idle, long timeout) {
    current.onRestartAfterIdle(now, idle, timeout);
  }

  @Override
  public void onPacketSize(long size) {
    packetSize = size;
    current.onPacketSize(size);
  }

  @Override
  public long window() {
    return current.window();
  }

  @Override
  public long pacingRate() {
    return current.pacingRate();
  }
}
