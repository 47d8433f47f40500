package io.p2pcopy.transfer.run;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.datachannel.Message;
import io.p2pcopy.transfer.wire.ControlCodec;
import io.p2pcopy.transfer.wire.ControlMessage;
import io.p2pcopy.transfer.wire.ControlMessage.Abort;
import io.p2pcopy.transfer.wire.FailureCode;
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Makes sure that the last message of a transfer arrives: its receiver closes the channel, and its
 * sender waits for that, up to a timeout.
 */
public final class ClosingExchange {

  /**
   * How long to wait for the peer to close the channel; allows some retransmissions on a lossy
   * path.
   */
  public static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private ClosingExchange() {}

  /**
   * Sends the reason of a failure to the peer. Sentences about local files are not sent, because
   * they contain paths of this side.
   */
  public static void abort(DataChannel channel, LocalFailureException failure) {
    boolean breach = failure.code() == FailureCode.PROTOCOL;
    abort(channel, failure.code(), breach ? failure.sentence() : null, CLOSE_TIMEOUT);
  }

  static void abortInterrupted(DataChannel channel) {
    abort(channel, FailureCode.INTERRUPTED, null, CLOSE_TIMEOUT);
  }

  /**
   * Sends a last message, discards incoming messages until the peer closes the channel, and closes
   * the channel. An interrupt ends the wait and stays set.
   *
   * @return whether the peer closed the channel in time and without an error, so that it has the
   *     message
   */
  public static boolean finish(DataChannel channel, ControlMessage last, Duration timeout) {
    var closed = new CompletableFuture<Boolean>();
    try (var threads = new TransferThreads(new CompletableFuture<>())) {
      channel.send(ControlCodec.encode(last));
      threads.start("close", () -> closed.complete(peerClosesCleanly(channel)));
      return closed.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      // The message may or may not have arrived.
    } catch (IllegalStateException e) {
      // The channel is already closed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      channel.close();
    }
    return false;
  }

  private static void abort(
      DataChannel channel, FailureCode code, @Nullable String detail, Duration timeout) {
    finish(channel, new Abort(code.wireName(), detail), timeout);
  }

  private static boolean peerClosesCleanly(DataChannel channel) throws InterruptedException {
    try {
      @Nullable Message message = channel.receive();
      while (message != null) {
        // Messages may have been in flight already; an abort among them means that the peer failed
        // first.
        if (message.isText() && ControlCodec.decode(message) instanceof Abort) {
          return false;
        }
        message = channel.receive();
      }
      return true;
    } catch (IOException | LocalFailureException e) {
      return false;
    }
  }
}
