package io.p2pcopy.cli;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.datachannel.Message;
import io.p2pcopy.transfer.RateLimit;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A channel from which its user gets no more than a limit allows: messages come later, which closes
 * the receive window, and the sender has to wait.
 */
record LimitedChannel(DataChannel channel, RateLimit limit) implements DataChannel {

  @Override
  public void send(Message message) {
    channel.send(message);
  }

  @Override
  public void awaitWritable(long bytes) throws IOException, InterruptedException {
    channel.awaitWritable(bytes);
  }

  @Override
  public @Nullable Message receive() throws IOException, InterruptedException {
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
}
