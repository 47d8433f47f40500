package io.p2pcopy.datachannel;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What the open channels of a connection take by the peer's doing. For any thread. */
final class ChannelMemory {

  /** The objects of a channel without label and messages, those of its two streams included. */
  private static final int CHANNEL_OVERHEAD_BYTES = 1024;

  private final ChannelLimits limits;
  private final AtomicInteger incoming = new AtomicInteger();
  private final AtomicLong used = new AtomicLong();

  ChannelMemory(ChannelLimits limits) {
    this.limits = limits;
  }

  /** Counts one more channel of the peer, if there is room for it. */
  boolean admit(String label, String protocol) {
    long bytes = sizeOf(label, protocol);
    if (incoming.get() >= limits.incoming() || used.get() + bytes > limits.memory()) {
      return false;
    }
    incoming.incrementAndGet();
    used.addAndGet(bytes);
    return true;
  }

  void channelEnded(String label, String protocol) {
    incoming.decrementAndGet();
    used.addAndGet(-sizeOf(label, protocol));
  }

  /** Counts bytes of messages that have come, or gone if negative. */
  void add(long bytes) {
    used.addAndGet(bytes);
  }

  boolean hasRoom() {
    return used.get() < limits.memory();
  }

  long inboxLimit() {
    return limits.inbox();
  }

  private static long sizeOf(String label, String protocol) {
    return CHANNEL_OVERHEAD_BYTES + sizeOf(label) + sizeOf(protocol);
  }

  /** Strings have two bytes for a letter unless all are of Latin-1. */
  private static long sizeOf(String text) {
    return Math.max(2L * text.length(), text.getBytes(StandardCharsets.UTF_8).length);
  }
}
