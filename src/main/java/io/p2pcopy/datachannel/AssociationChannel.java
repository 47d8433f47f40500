package io.p2pcopy.datachannel;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A channel on one stream of an association.
 *
 * <p>The lock guards what application threads and the event loop share; it is taken per message,
 * never per packet. The unguarded package-private fields belong to the loop.
 */
final class AssociationChannel implements DataChannel {

  /**
   * As much is taken out of the association before the application asks for it; the rest keeps the
   * receive window closed.
   */
  private static final long INBOX_LIMIT = 1 << 20;

  /** What a message costs beside its payload, so that a flood of empty ones fills the inbox too. */
  private static final int MESSAGE_OVERHEAD = 64;

  private final DataChannels channels;
  private final String label;
  private final String protocol;
  private final boolean ordered;
  private final Object lock = new Object();
  private final Queue<Message> inbox = new ArrayDeque<>();

  boolean busy;
  boolean incomingReset;
  boolean outgoingReset;
  private boolean acknowledged;

  private State state = State.CONNECTING;
  private int id = -1;
  private long inboxBytes;
  private boolean pullNeeded;
  private long notYetPosted;
  private long queuedInAssociation;
  private long lowThreshold;
  private Runnable onLow = AssociationChannel::nothing;
  private Runnable onOpen = AssociationChannel::nothing;
  private Runnable onClose = AssociationChannel::nothing;
  private @Nullable String failure;

  AssociationChannel(DataChannels channels, String label, String protocol, boolean ordered) {
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
      notYetPosted += length;
    }
    channels.post(
        () -> {
          channels.send(this, payload);
          synchronized (lock) {
            notYetPosted -= length;
            queuedInAssociation += length;
          }
        });
  }

  @Override
  public long bufferedAmount() {
    synchronized (lock) {
      return notYetPosted + queuedInAssociation;
    }
  }

  @Override
  public void awaitWritable(long bytes) throws IOException, InterruptedException {
    synchronized (lock) {
      while (state == State.CONNECTING
          || (state == State.OPEN && notYetPosted + queuedInAssociation > bytes)) {
        lock.wait();
      }
      if (state != State.OPEN) {
        throw new IOException(failure == null ? "The other side has closed the channel." : failure);
      }
    }
  }

  @Override
  public @Nullable Message receive() throws IOException, InterruptedException {
    Message message;
    boolean pull;
    synchronized (lock) {
      while (inbox.isEmpty() && state != State.CLOSED) {
        lock.wait();
      }
      message = inbox.poll();
      if (message == null) {
        if (failure != null) {
          throw new IOException(failure);
        }
        return null;
      }
      inboxBytes -= message.payload().length + MESSAGE_OVERHEAD;
      pull = pullNeeded && inboxBytes <= INBOX_LIMIT / 2;
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
      lowThreshold = threshold;
      onLow = callback;
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      if (state == State.CLOSING || state == State.CLOSED) {
        return;
      }
      state = State.CLOSING;
      lock.notifyAll();
    }
    // Behind the messages that send() posted before.
    channels.post(() -> channels.reset(this));
  }

  // What follows is called on the event loop.

  boolean hasRoom() {
    synchronized (lock) {
      pullNeeded = inboxBytes >= INBOX_LIMIT;
      return !pullNeeded;
    }
  }

  boolean sendsUnordered() {
    // RFC 8832, section 6: before the acknowledgement has come, "messages have to be sent ordered".
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
    callback.run();
  }

  void arrived(Message message) {
    synchronized (lock) {
      inbox.add(message);
      inboxBytes += message.payload().length + MESSAGE_OVERHEAD;
      lock.notifyAll();
    }
  }

  void queuedInAssociation(long bytes) {
    Runnable callback;
    synchronized (lock) {
      boolean wasAbove = queuedInAssociation > lowThreshold;
      queuedInAssociation = bytes;
      lock.notifyAll();
      callback =
          wasAbove && bytes + notYetPosted <= lowThreshold ? onLow : AssociationChannel::nothing;
    }
    callback.run();
  }

  void ended() {
    closed(null);
  }

  void failed(String reason) {
    closed(reason);
  }

  private void closed(@Nullable String reason) {
    Runnable callback;
    synchronized (lock) {
      if (state == State.CLOSED) {
        return;
      }
      state = State.CLOSED;
      failure = reason;
      queuedInAssociation = 0;
      lock.notifyAll();
      callback = onClose;
    }
    callback.run();
  }

  private static void nothing() {}
}
