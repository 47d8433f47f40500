package io.p2pcopy.datachannel;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A data channel on one stream of an association.
 *
 * <p>The lock guards the state shared by application threads and the event loop. It is taken per
 * message, never per packet. Only the event loop uses the unguarded package-private fields.
 */
final class AssociationChannel implements DataChannel {

  /** Memory per message besides its payload, so that empty messages count against the limit too. */
  private static final long MESSAGE_OVERHEAD_BYTES = 64;

  private final DataChannels channels;
  private final String label;
  private final String protocol;
  private final boolean ordered;
  private final Object lock = new Object();
  private final Queue<Message> inbox = new ArrayDeque<>();

  /** Sent messages that are not yet in the association's queue. */
  private final Queue<OutgoingPayload> outgoing = new ArrayDeque<>();

  boolean busy;
  boolean incomingReset;

  /** The number of unread messages in the association from before the peer's reset. */
  int unreadBeforeReset;

  boolean outgoingReset;

  /** Whether to discard messages that do not fit into the inbox. */
  boolean discarding;

  private boolean acknowledged;

  private State state = State.CONNECTING;
  private int id = -1;
  private long inboxBytes;
  private boolean pullNeeded;
  private boolean readerWaiting;

  /** Whether the peer opened the channel. */
  private final boolean incoming;

  private final ChannelMemory memory;
  private boolean read;
  private boolean flushPosted;
  private long outgoingBytes;
  private long queuedInAssociation;
  private long lowThresholdBytes;
  private Runnable onLow = AssociationChannel::noOp;
  private Runnable onOpen = AssociationChannel::noOp;
  private Runnable onClose = AssociationChannel::noOp;
  private @Nullable String failure;
  private @Nullable Throwable cause;

  /** Why the channel is closing, as a sentence for the user. */
  private String closingReason = "The other side has closed the channel.";

  AssociationChannel(
      DataChannels channels,
      ChannelMemory memory,
      String label,
      String protocol,
      boolean ordered,
      boolean incoming) {
    this.memory = memory;
    this.incoming = incoming;
    this.channels = channels;
    this.label = label;
    this.protocol = protocol;
    this.ordered = ordered;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public String protocol() {
    return protocol;
  }

  @Override
  public boolean ordered() {
    return ordered;
  }

  @Override
  public int id() {
    synchronized (lock) {
      return id;
    }
  }

  @Override
  public State state() {
    synchronized (lock) {
      return state;
    }
  }

  @Override
  public long maxMessageSize() {
    return channels.maxMessageSize();
  }

  @Override
  public void send(Message message) {
    OutgoingPayload payload = OutgoingPayload.of(message);
    int length = message.payload().length;
    boolean post;
    synchronized (lock) {
      if (state != State.OPEN) {
        throw new IllegalStateException("the channel is " + state);
      }
      if (length > channels.maxMessageSize()) {
        throw new IllegalArgumentException(
            "the peer takes messages of at most "
                + channels.maxMessageSize()
                + " bytes, not "
                + length);
      }
      outgoing.add(payload);
      outgoingBytes += length;
      post = !flushPosted;
      flushPosted = true;
    }
    if (post) {
      channels.post(() -> channels.flush(this));
    }
  }

  @Override
  public long bufferedAmount() {
    synchronized (lock) {
      return outgoingBytes + queuedInAssociation;
    }
  }

  @Override
  public void awaitWritable(long bytes) throws IOException, InterruptedException {
    synchronized (lock) {
      while (state == State.CONNECTING
          || (state == State.OPEN && outgoingBytes + queuedInAssociation > bytes)) {
        channels.requireBlockable("awaitWritable()");
        lock.wait();
      }
      if (state != State.OPEN) {
        throw new IOException(failure == null ? closingReason : failure, cause);
      }
    }
  }

  @Override
  public @Nullable Message receive() throws IOException, InterruptedException {
    Message message;
    boolean pull;
    synchronized (lock) {
      while (inbox.isEmpty() && state != State.CLOSED) {
        channels.requireBlockable("receive()");
        if (pullNeeded) {
          // Other channels use up the shared memory, but a waiting reader takes the message at
          // once.
          pullNeeded = false;
          channels.post(() -> channels.pull(this));
        }
        readerWaiting = true;
        lock.wait();
      }
      readerWaiting = false;
      message = inbox.poll();
      if (message == null) {
        if (failure != null) {
          throw new IOException(failure, cause);
        }
        return null;
      }
      read = true;
      long bytes = message.payload().length + MESSAGE_OVERHEAD_BYTES;
      inboxBytes -= bytes;
      if (state != State.CLOSED) {
        memory.add(-bytes);
      }
      pull = pullNeeded && inboxBytes <= memory.inboxLimit() / 2;
      pullNeeded &= !pull;
    }
    if (pull) {
      channels.post(() -> channels.pull(this));
    }
    return message;
  }

  @Override
  public void onOpen(Runnable callback) {
    synchronized (lock) {
      if (state == State.CONNECTING) {
        onOpen = callback;
        return;
      }
      if (state != State.OPEN) {
        return;
      }
    }
    callback.run();
  }

  @Override
  public void onClose(Runnable callback) {
    synchronized (lock) {
      if (state != State.CLOSED) {
        onClose = callback;
        return;
      }
    }
    callback.run();
  }

  @Override
  public void onBufferedAmountLow(long threshold, Runnable callback) {
    synchronized (lock) {
      lowThresholdBytes = threshold;
      onLow = callback;
    }
  }

  @Override
  public void close() {
    if (beginClosing("The channel was closed on this side.")) {
      channels.post(() -> channels.reset(this));
    }
  }

  // The following methods are called on the event loop.

  /** Returns whether the application received a message since the last call. */
  boolean wasRead() {
    synchronized (lock) {
      boolean wasRead = read;
      read = false;
      return wasRead;
    }
  }

  boolean hasRoom() {
    synchronized (lock) {
      boolean readAtOnce = readerWaiting && inbox.isEmpty();
      pullNeeded = inboxBytes >= memory.inboxLimit() || !(memory.hasRoom() || readAtOnce);
      return !pullNeeded;
    }
  }

  boolean sendsUnordered() {
    // RFC 8832, section 6: until the DATA_CHANNEL_ACK, "messages have to be sent ordered".
    return !ordered && acknowledged;
  }

  void assigned(int streamId) {
    synchronized (lock) {
      id = streamId;
    }
  }

  void acknowledged() {
    acknowledged = true;
  }

  /**
   * Rejects further messages to send. May be called from any thread.
   *
   * @return false if the channel was already closing
   */
  boolean beginClosing(String reason) {
    synchronized (lock) {
      if (state == State.CLOSING || state == State.CLOSED) {
        return false;
      }
      state = State.CLOSING;
      closingReason = reason;
      lock.notifyAll();
      return true;
    }
  }

  /** Returns the next message for the association, or {@code null} if there is none. */
  @Nullable OutgoingPayload takeOutgoing() {
    synchronized (lock) {
      OutgoingPayload payload = outgoing.poll();
      if (payload == null) {
        flushPosted = false;
      } else {
        outgoingBytes -= payload.messageLength();
        queuedInAssociation += payload.messageLength();
      }
      return payload;
    }
  }

  void opened() {
    Runnable callback;
    synchronized (lock) {
      if (state != State.CONNECTING) {
        return;
      }
      state = State.OPEN;
      lock.notifyAll();
      callback = onOpen;
    }
    UserCallback.run(callback);
  }

  void arrived(Message message) {
    synchronized (lock) {
      long bytes = message.payload().length + MESSAGE_OVERHEAD_BYTES;
      inbox.add(message);
      inboxBytes += bytes;
      if (state != State.CLOSED) {
        memory.add(bytes);
      }
      lock.notifyAll();
    }
  }

  void queuedInAssociation(long bytes) {
    Runnable callback;
    synchronized (lock) {
      boolean wasAbove = queuedInAssociation > lowThresholdBytes;
      queuedInAssociation = bytes;
      lock.notifyAll();
      callback =
          wasAbove && bytes + outgoingBytes <= lowThresholdBytes ? onLow : AssociationChannel::noOp;
    }
    UserCallback.run(callback);
  }

  void ended() {
    closed(null, null);
  }

  void failed(String reason) {
    closed(reason, null);
  }

  void closed(@Nullable String reason, @Nullable Throwable thrown) {
    Runnable callback;
    synchronized (lock) {
      if (state == State.CLOSED) {
        return;
      }
      state = State.CLOSED;
      // Unread messages stay reachable only through the channel, so they no longer count.
      memory.add(-inboxBytes);
      if (incoming) {
        memory.channelEnded(label, protocol);
      }
      failure = reason;
      cause = thrown;
      outgoing.clear();
      outgoingBytes = 0;
      queuedInAssociation = 0;
      lock.notifyAll();
      callback = onClose;
    }
    UserCallback.run(callback);
  }

  private static void noOp() {}
}
