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
 * Sees to it that the last message of a transfer arrives: the side that gets it closes the channel,
 * and the side that sent it waits for that, for a limited time.
 */
public final class ClosingExchange {

  /** Long enough for some retransmissions on a bad path. */
  public static final Duration PATIENCE = Duration.ofSeconds(5);

  private ClosingExchange() {}

  /** Tells the peer why it is over. Sentences about files of this side are none of its business. */
  public static void say(DataChannel channel, LocalFailureException failure) {
    boolean breach = failure.code() == FailureCode.PROTOCOL;
    say(channel, failure.code(), breach ? failure.sentence() : null, PATIENCE);
  }

  static void interrupted(DataChannel channel) {
    say(channel, FailureCode.INTERRUPTED, null, PATIENCE);
  }

  /**
   * Sends a last message, waits until the peer closes the channel, throws away what still arrives,
   * and closes the channel. An interrupt shortens the wait and stays set.
   *
   * @return whether the peer closed the channel in time, and not because of something else: it has
   *     the message
   */
  public static boolean say(DataChannel channel, ControlMessage last, Duration patience) {
    var closed = new CompletableFuture<Boolean>();
    try (var crew = new TransferThreads(new CompletableFuture<>())) {
      channel.send(ControlCodec.encode(last));
      crew.start("farewell", () -> closed.complete(closesWithoutAnError(channel)));
      return closed.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      // It may have arrived: nobody knows.
    } catch (IllegalStateException e) {
      // The channel is not open any more: nobody is there to be told.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      channel.close();
    }
    return false;
  }

  private static void say(
      DataChannel channel, FailureCode code, @Nullable String detail, Duration patience) {
    say(channel, new Abort(code.wireName(), detail), patience);
  }

  private static boolean closesWithoutAnError(DataChannel channel) throws InterruptedException {
    try {
      @Nullable Message message = channel.receive();
      while (message != null) {
        // What was on its way before the peer knew that it is over; but it may have given up first.
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
