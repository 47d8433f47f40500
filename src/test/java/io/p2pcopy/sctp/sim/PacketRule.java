package io.p2pcopy.sctp.sim;

import java.util.function.Predicate;

/** What a test has arranged for some chosen packets of one direction. */
final class PacketRule {

  enum Action {
    DROP,
    DUPLICATE,
    DELAY
  }

  private final Action action;
  private final long delay;
  private final Predicate<SeenPacket> chosen;
  private final int last;
  private long skip;
  private long count;
  private int largestPayload = 1;

  private PacketRule(
      Action action, long delay, Predicate<SeenPacket> chosen, long skip, long count, int last) {
    this.action = action;
    this.delay = delay;
    this.chosen = chosen;
    this.skip = skip;
    this.count = count;
    this.last = last;
  }

  static PacketRule of(
      Action action, long delay, Predicate<SeenPacket> chosen, long skip, long count) {
    return new PacketRule(action, delay, chosen, skip, count, 0);
  }

  /** Drops the packets that carry the last of what is queued at their sender. */
  static PacketRule dropLast(int packets, Predicate<SeenPacket> chosen) {
    return new PacketRule(Action.DROP, 0, chosen, 0, packets, packets);
  }

  Action action() {
    return action;
  }

  long delay() {
    return delay;
  }

  boolean isSpent() {
    return count == 0;
  }

  /** Says whether this rule takes the packet, and counts it. */
  boolean takes(SeenPacket packet, long stillQueued) {
    if (isSpent() || !chosen.test(packet) || (last > 0 && !isAmongLast(packet, stillQueued))) {
      return false;
    }
    if (skip > 0) {
      skip--;
      return false;
    }
    count--;
    return true;
  }

  private boolean isAmongLast(SeenPacket packet, long stillQueued) {
    largestPayload = Math.max(largestPayload, packet.userBytes());
    return packet.has(SeenPacket.DATA) && stillQueued <= (last - 1L) * largestPayload;
  }
}
