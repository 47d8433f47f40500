package io.p2pcopy.datachannel;

import io.p2pcopy.limit.PeerLimits;

/**
 * Limits on the resources that the peer can use on this side. Channels beyond a limit are refused
 * by a stream reset; messages beyond a limit stay in the association, so that the receive window
 * closes.
 *
 * @param incoming the maximum number of open channels opened by the peer; 0 refuses all
 * @param memory the memory for all open channels including labels and unread messages, in bytes; at
 *     least 64 KiB
 * @param inbox the maximum size of unread messages in one channel, in bytes; at least 64 KiB. The
 *     last message may exceed it
 */
public record ChannelLimits(int incoming, long memory, long inbox) {

  private static final long MIN_BYTES = 64 << 10;

  public ChannelLimits {
    if (incoming < 0) {
      throw new IllegalArgumentException("the number of channels must not be negative");
    }
    if (memory < MIN_BYTES || inbox < MIN_BYTES) {
      throw new IllegalArgumentException("memory and inbox have at least 64 KiB");
    }
  }

  /** Returns limits for untrusted peers. */
  public static ChannelLimits defaults() {
    return new ChannelLimits(
        PeerLimits.Channels.INCOMING,
        PeerLimits.Channels.MEMORY_BYTES,
        PeerLimits.Channels.INBOX_BYTES);
  }

  public ChannelLimits withIncoming(int channels) {
    return new ChannelLimits(channels, memory, inbox);
  }

  public ChannelLimits withMemory(long bytes) {
    return new ChannelLimits(incoming, bytes, inbox);
  }

  public ChannelLimits withInbox(long bytes) {
    return new ChannelLimits(incoming, memory, bytes);
  }
}
