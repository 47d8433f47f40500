package io.p2pcopy.transfer;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.datachannel.Message;
import io.p2pcopy.fuzz.FuzzInput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A channel that is lost, or repeats, changes and makes up some of the messages that it receives.
 * The input tells how many messages stay as they are, then what becomes of the next one.
 */
final class FuzzedChannel implements DataChannel {

  private final DataChannel channel;
  private final FuzzInput in;
  private final Deque<Message> next = new ArrayDeque<>();
  private final Runnable cut;
  private int untouched;
  private @Nullable Message last;

  /** Whether the two sides may wait for each other by its doing. */
  private volatile boolean tampered;

  private final AtomicInteger passed = new AtomicInteger();

  /**
   * @param cut loses the connection
   */
  FuzzedChannel(DataChannel channel, FuzzInput in, Runnable cut) {
    this.channel = channel;
    this.cut = cut;
    this.in = in;
    untouched = in.oneByte();
  }

  @Override
  public @Nullable Message receive() throws IOException, InterruptedException {
    while (true) {
      Message message = next.poll();
      if (message == null) {
        message = channel.receive();
        if (message != null) {
          arrive(message);
          continue;
        }
      }
      last = message == null ? last : message;
      return message;
    }
  }

  boolean isTampered() {
    return tampered;
  }

  /** Returns how many messages have come. */
  int passed() {
    return passed.get();
  }

  private void arrive(Message message) {
    passed.incrementAndGet();
    if (!in.hasMore() || untouched-- > 0) {
      next.add(message);
      return;
    }
    int what = in.oneByte();
    tampered = true;
    Message before = last;
    switch (what & 7) {
      case 0 -> cut.run();
      case 1 -> {
        next.add(message);
        next.add(message);
      }
      case 2 -> {
        if (before != null) {
          next.add(before);
        }
        next.add(message);
      }
      case 3, 4 -> next.add(changed(message));
      case 5 -> {
        next.add(message);
        next.add(new Message(Message.Kind.TEXT, in.block()));
      }
      case 6 -> {
        next.add(message);
        next.add(Message.binary(in.block()));
      }
      default -> next.add(new Message(message.kind(), cut(message.payload())));
    }
    untouched = in.oneByte();
  }

  private Message changed(Message message) {
    byte[] bytes = message.payload().clone();
    int at = in.twoBytes();
    int change = in.oneByte();
    if (bytes.length > 0) {
      bytes[at % bytes.length] ^= (byte) change;
    }
    return new Message(message.kind(), bytes);
  }

  private byte[] cut(byte[] bytes) {
    return Arrays.copyOf(bytes, bytes.length * in.oneByte() / 256);
  }

  @Override
  public String label() {
    return channel.label();
  }

  @Override
  public String protocol() {
    return channel.protocol();
  }

  @Override
  public int id() {
    return channel.id();
  }

  @Override
  public boolean ordered() {
    return channel.ordered();
  }

  @Override
  public State state() {
    return channel.state();
  }

  @Override
  public long maxMessageSize() {
    return channel.maxMessageSize();
  }

  @Override
  public void send(Message message) {
    channel.send(message);
  }

  @Override
  public long bufferedAmount() {
    return channel.bufferedAmount();
  }

  @Override
  public void awaitWritable(long bytes) throws IOException, InterruptedException {
    channel.awaitWritable(bytes);
  }

  @Override
  public void onOpen(Runnable callback) {
    channel.onOpen(callback);
  }

  @Override
  public void onClose(Runnable callback) {
    channel.onClose(callback);
  }

  @Override
  public void onBufferedAmountLow(long threshold, Runnable callback) {
    channel.onBufferedAmountLow(threshold, callback);
  }

  @Override
  public void close() {
    channel.close();
  }
}
