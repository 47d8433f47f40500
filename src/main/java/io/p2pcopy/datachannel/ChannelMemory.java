package io.p2pcopy.datachannel;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the memory that the peer uses by open channels and unread messages. Thread-safe. */
final class ChannelMemory {

  /** The memory of a channel and its two streams, without label, protocol and messages. */
  private static final int CHANNEL_OVERHEAD_BYTES = 1024;

  private final ChannelLimits limits;
  private final AtomicInteger incoming = new AtomicInteger();
  private final AtomicLong used = new AtomicLong();

  ChannelMemory(ChannelLimits limits) {
    this.limits = limits;
  }

  /** Counts a channel opened by the peer; returns false if that would exceed a limit. */
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

  /** Adds bytes of unread messages; negative to remove them. */
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

  /** A Java string uses two bytes per character unless it is pure Latin-1. */
  private static long sizeOf(String text) {
    return Math.max(2L * text.length(), text.getBytes(StandardCharsets.UTF_8).length);
  }
}
