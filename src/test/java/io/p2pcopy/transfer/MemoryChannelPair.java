package io.p2pcopy.transfer;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.datachannel.Message;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two ends of a data channel in memory, with a receive window, that can lose the connection and
 * damage what it carries.
 */
public final class MemoryChannelPair {

  static final String LOST = "The network stopped carrying the connection.";

  private final Object lock = new Object();
  private final End left = new End();
  private final End right = new End();
  private final String protocol;
  private final long maxMessageSize;
  private final long window;
  private boolean lost;
  private long carried;
  private long cutAfter = Long.MAX_VALUE;
  private long pauseAfter = Long.MAX_VALUE;
  private long damageAt = -1;
  private @Nullable String lostText;
  private long largestBacklog;

  public MemoryChannelPair() {
    this(TransferProtocol.NAME, 256 * 1024, 1 << 20);
  }

  /**
   * @param window how many payload bytes wait at most at a receiver that does not take them
   */
  public MemoryChannelPair(String protocol, long maxMessageSize, long window) {
    this.protocol = protocol;
    this.maxMessageSize = maxMessageSize;
    this.window = window;
  }

  public DataChannel left() {
    return left;
  }

  public DataChannel right() {
    return right;
  }

  /** Loses the connection now. */
  public void cut() {
    synchronized (lock) {
      lose();
    }
  }

  /** Loses the connection once so many content bytes have been carried, in both directions. */
  void cutAfter(long bytes) {
    cutAfter = bytes;
  }

  /** Loses the connection in place of the first control message with this text in it. */
  void loseInsteadOf(String text) {
    lostText = text;
  }

  /** Lets nothing more from the left end through once so many content bytes have been carried. */
  void pauseAfter(long bytes) {
    pauseAfter = bytes;
  }

  /**
   * Waits until the network stands still, the right end has taken what came through, and the left
   * end has at least so many bytes queued.
   */
  void awaitPause(long backlog) throws InterruptedException {
    synchronized (lock) {
      while (!standsStill(left) || right.inboxBytes > 0 || left.outboxBytes < backlog) {
        lock.wait();
      }
    }
  }

  void resume() {
    synchronized (lock) {
      pauseAfter = Long.MAX_VALUE;
      carry(left);
    }
  }

  /** Turns one bit of the content byte with this index. */
  void damageByte(long index) {
    damageAt = index;
  }

  /** Returns the most payload bytes that ever waited to be sent at one end. */
  long largestBacklog() {
    synchronized (lock) {
      return largestBacklog;
    }
  }

  private End peerOf(End end) {
    return end == left ? right : left;
  }

  private boolean standsStill(End from) {
    return from == left && carried >= pauseAfter;
  }

  private void lose() {
    lost = true;
    left.finish();
    right.finish();
    lock.notifyAll();
  }

  /** Moves from the outbox of an end to the inbox of the other what the window has room for. */
  private void carry(End from) {
    End to = peerOf(from);
    while (!lost && !from.outbox.isEmpty() && to.inboxBytes < window && !standsStill(from)) {
      Message message = from.outbox.removeFirst();
      from.outboxBytes -= message.payload().length;
      if (lostText != null && message.isText() && message.asText().contains(lostText)) {
        lose();
        return;
      }
      if (!message.isText()) {
        long start = carried;
        carried += message.payload().length;
        if (carried > cutAfter) {
          lose();
          return;
        }
        if (damageAt >= start && damageAt < carried) {
          byte[] damaged = message.payload().clone();
          damaged[(int) (damageAt - start)] ^= 1;
          message = Message.binary(damaged);
        }
      }
      to.inbox.addLast(message);
      to.inboxBytes += message.payload().length;
    }
    if (from.state == DataChannel.State.CLOSING && from.outbox.isEmpty()) {
      from.finish();
      to.finish();
    }
    lock.notifyAll();
  }

  private final class End implements DataChannel {

    private final Deque<Message> outbox = new ArrayDeque<>();
    private final Deque<Message> inbox = new ArrayDeque<>();
    private final List<Runnable> closeCallbacks = new ArrayList<>();
    private long outboxBytes;
    private long inboxBytes;
    private State state = State.OPEN;

    private void finish() {
      if (state != State.CLOSED) {
        state = State.CLOSED;
        closeCallbacks.forEach(Runnable::run);
      }
    }

    @Override
    public String label() {
      return TransferProtocol.LABEL;
    }

    @Override
    public String protocol() {
      return protocol;
    }

    @Override
    public int id() {
      return 0;
    }

    @Override
    public boolean ordered() {
      return true;
    }

    @Override
    public State state() {
      synchronized (lock) {
        return state;
      }
    }

    @Override
    public long maxMessageSize() {
      return maxMessageSize;
    }

    @Override
    public void send(Message message) {
      synchronized (lock) {
        if (message.payload().length > maxMessageSize) {
          throw new IllegalArgumentException("larger than " + maxMessageSize);
        }
        if (state != State.OPEN) {
          throw new IllegalStateException("The channel is not open.");
        }
        outbox.addLast(message);
        outboxBytes += message.payload().length;
        carry(this);
        largestBacklog = Math.max(largestBacklog, outboxBytes);
        lock.notifyAll();
      }
    }

    @Override
    public long bufferedAmount() {
      synchronized (lock) {
        return outboxBytes;
      }
    }

    @Override
    public void awaitWritable(long bytes) throws IOException, InterruptedException {
      synchronized (lock) {
        while (state == State.OPEN && outboxBytes > bytes) {
          lock.wait();
        }
        if (state != State.OPEN) {
          throw new IOException(lost ? LOST : "The channel was closed.");
        }
      }
    }

    @Override
    public @Nullable Message receive() throws IOException, InterruptedException {
      synchronized (lock) {
        while (inbox.isEmpty() && state != State.CLOSED) {
          lock.wait();
        }
        if (!inbox.isEmpty()) {
          Message message = inbox.removeFirst();
          inboxBytes -= message.payload().length;
          carry(peerOf(this));
          return message;
        }
        if (lost) {
          throw new IOException(LOST);
        }
        return null;
      }
    }

    @Override
    public void onOpen(Runnable callback) {
      callback.run();
    }

    @Override
    public void onClose(Runnable callback) {
      synchronized (lock) {
        if (state == State.CLOSED) {
          callback.run();
        } else {
          closeCallbacks.add(callback);
        }
      }
    }

    @Override
    public void onBufferedAmountLow(long threshold, Runnable callback) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      synchronized (lock) {
        if (state == State.OPEN) {
          state = State.CLOSING;
          carry(this);
        }
      }
    }
  }
}
