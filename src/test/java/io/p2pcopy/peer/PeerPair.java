package io.p2pcopy.peer;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.datachannel.Message;
import io.p2pcopy.signal.SessionDescription;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Two connections in one process that have found each other over the loopback interface. */
final class PeerPair implements AutoCloseable {

  /**
   * What blocks needs a thread of its own. On two cores, the common pool has one thread, which Java
   * 25 uses for everything.
   */
  static final Executor OWN_THREAD =
      task -> {
        var thread = new Thread(task, "test");
        thread.setDaemon(true);
        thread.start();
      };

  private static final PeerConfig LOOPBACK = PeerConfig.local().withLoopback(true);

  /** A sender that does not wait at all would fill the memory. */
  private static final int MOST_QUEUED = 8_000_000;

  final PeerConnection offerer = PeerConnection.create(LOOPBACK);
  final PeerConnection answerer = PeerConnection.create(LOOPBACK);

  /** The two ends of a channel that the offerer has opened. */
  final DataChannel channel;

  final DataChannel other;

  /** What else the offerer opens. */
  final BlockingQueue<DataChannel> incoming = new LinkedBlockingQueue<>();

  PeerPair() throws Exception {
    this(channel -> {});
  }

  /**
   * @param prepare is handed the channel before it can be open
   */
  PeerPair(Consumer<DataChannel> prepare) throws Exception {
    answerer.onDataChannel(incoming::add);
    channel = offerer.createDataChannel("first", "");
    prepare.accept(channel);
    SessionDescription answer = answerer.createAnswer(offerer.createOffer().get()).get();
    offerer.acceptAnswer(answer);
    CompletableFuture.allOf(offerer.connected(), answerer.connected()).get(20, TimeUnit.SECONDS);
    channel.awaitWritable(0);
    other = take(incoming);
  }

  static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
    return Objects.requireNonNull(queue.poll(20, TimeUnit.SECONDS));
  }

  /** Reads on a thread of its own; the result is how many messages came before a proper end. */
  static CompletableFuture<Integer> countMessages(DataChannel channel) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            int count = 0;
            while (channel.receive() != null) {
              count++;
            }
            return count;
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        },
        OWN_THREAD);
  }

  /**
   * Sends on a thread of its own until the channel takes no more; the result is how many it took.
   */
  static CompletableFuture<Integer> sendUntilClosed(DataChannel channel) {
    return CompletableFuture.supplyAsync(
        () -> {
          int count = 0;
          try {
            while (true) {
              channel.awaitWritable(MOST_QUEUED);
              channel.send(Message.binary(new byte[1000]));
              count++;
            }
          } catch (IllegalStateException | IOException e) {
            return count;
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        },
        OWN_THREAD);
  }

  @Override
  public void close() {
    offerer.close();
    answerer.close();
  }
}
