package io.p2pcopy.cli;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.datachannel.Message;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A channel that carries no more than a limit allows: its user may write later, and gets messages
 * later, which closes the receive window.
 */
record LimitedChannel(DataChannel channel, RateLimit limit) implements DataChannel {

  @Override
  public void send(Message message) {
    int bytes = message.payload().length;
    channel.send(message);
    limit.take(bytes);
  }

  @Override
  public void awaitWritable(long bytes) throws IOException, InterruptedException {
    limit.await(this::isOver);
    channel.awaitWritable(bytes);
  }

  @Override
  public @Nullable Message receive() throws IOException, InterruptedException {
    limit.await(this::isOver);
    Message message = channel.receive();
    if (message != null) {
      limit.take(message.payload().length);
    }
    return message;
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
  public long bufferedAmount() {
    return channel.bufferedAmount();
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

  private boolean isOver() {
    State state = channel.state();
    return state == State.CLOSING || state == State.CLOSED;
  }
}
