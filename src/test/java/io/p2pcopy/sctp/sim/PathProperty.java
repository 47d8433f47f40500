package io.p2pcopy.sctp.sim;

import java.util.List;

/** One property of a path, for both directions unless said otherwise. */
@FunctionalInterface
public interface PathProperty {

  void applyTo(VirtualPath path);

  /** Applies the properties to the direction from left to right only. */
  static PathProperty fromLeft(PathProperty... properties) {
    return path -> path.applyTo(List.of(path.fromLeft()), properties);
  }

  /** Applies the properties to the direction from right to left only. */
  static PathProperty fromRight(PathProperty... properties) {
    return path -> path.applyTo(List.of(path.fromRight()), properties);
  }

  /** Half of it in each direction; queueing comes on top. */
  static PathProperty rtt(long time) {
    return path -> path.each(link -> link.delay = time / 2);
  }

  static PathProperty delay(long time) {
    return path -> path.each(link -> link.delay = time);
  }

  /** Each packet takes up to so much longer, but none overtakes another. */
  static PathProperty jitter(long time) {
    return path ->
        path.each(
            link -> {
              link.jitter = time;
              link.jitterKeepsOrder = true;
            });
  }

  /** Each packet takes up to so much longer, whatever that does to their order. */
  static PathProperty reorderingJitter(long time) {
    return path ->
        path.each(
            link -> {
              link.jitter = time;
              link.jitterKeepsOrder = false;
            });
  }

  /** Bits a second of packets and their {@linkplain #overhead overhead}. */
  static PathProperty rate(long bitsPerSecond) {
    return path -> path.each(link -> link.rate = bitsPerSecond);
  }

  /** How many bytes may wait while another packet is on the line; more are dropped. */
  static PathProperty queue(long bytes) {
    return path -> path.each(link -> link.queueLimit = bytes);
  }

  /** Bytes that the layers below add to each packet; count for rate, queue and MTU. */
  static PathProperty overhead(int bytes) {
    return path -> path.each(link -> link.overhead = bytes);
  }

  /** Larger packets vanish without a word. */
  static PathProperty mtu(int bytes) {
    return path -> path.each(link -> link.mtu = bytes);
  }

  static PathProperty loss(double probability) {
    return path -> path.each(link -> link.loss = LossModel.independent(probability));
  }

  /**
   * Losses in bursts (Gilbert's model): {@code toBad / (toBad + toGood)} of the packets, in bursts
   * of {@code 1 / toGood} on average.
   */
  static PathProperty burstLoss(double toBad, double toGood) {
    return path -> path.each(link -> link.loss = LossModel.bursts(toBad, toGood));
  }

  static PathProperty duplication(double probability) {
    return path -> path.each(link -> link.duplication = probability);
  }

  /** One to three bits of a packet are flipped. */
  static PathProperty corruption(double probability) {
    return path -> path.each(link -> link.corruption = probability);
  }

  /** Acknowledgements arrive as from a receiver that reports only so many gap blocks. */
  static PathProperty gapBlocks(int most) {
    return path -> path.each(link -> link.mostGapBlocks = most);
  }

  /** Some packets take longer by up to {@code extraDelay}. */
  static PathProperty reordering(double probability, long extraDelay) {
    return path ->
        path.each(
            link -> {
              link.reordering = probability;
              link.reorderingDelay = extraDelay;
            });
  }

  /** Everything that enters the wire from now + {@code start} on is lost, for {@code duration}. */
  static PathProperty blackOut(long start, long duration) {
    return path ->
        path.each(
            link -> {
              link.blackOutFrom = path.clock().now() + start;
              link.blackOutTo = link.blackOutFrom + duration;
            });
  }
}
