package io.p2pcopy.datachannel;

/**
 * How much the peer can make this side keep for channels. What goes beyond is refused: a channel by
 * resetting its stream, a message by leaving it in the association until there is room, so that the
 * receive window closes.
 *
 * @param incoming how many channels the peer may have open at once; 0 refuses all
 * @param memory bytes that all open channels may take, with labels and with messages that nobody
 *     has taken; at least 64 KiB
 * @param inbox bytes of messages that wait in one channel until somebody takes them; at least 64
 *     KiB. The latest message may exceed it
 */
public record ChannelLimits(int incoming, long memory, long inbox) {

  private static final long MIN_BYTES = 64 << 10;

  /** All streams with even or odd identifiers; what the channels take is bounded by the memory. */
  private static final int ALL_CHANNELS = 32_768;

  /** As many small channels as there are streams, or 32 full inboxes. */
  private static final long DEFAULT_MEMORY_BYTES = 40L << 20;

  /** Keeps a reader busy until the next turn of the event loop. */
  private static final long DEFAULT_INBOX_BYTES = 1 << 20;

  public ChannelLimits {
    if (incoming < 0) {
      throw new IllegalArgumentException("the number of channels must not be negative");
    }
    if (memory < MIN_BYTES || inbox < MIN_BYTES) {
      throw new IllegalArgumentException("memory and inbox have at least 64 KiB");
    }
  }

  /** Returns what suits programs that do not know their peer. */
  public static ChannelLimits defaults() {
    return new ChannelLimits(ALL_CHANNELS, DEFAULT_MEMORY_BYTES, DEFAULT_INBOX_BYTES);
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
