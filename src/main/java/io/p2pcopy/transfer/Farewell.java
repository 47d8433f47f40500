package io.p2pcopy.transfer;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.transfer.wire.ControlCodec;
import io.p2pcopy.transfer.wire.ControlMessage;
import io.p2pcopy.transfer.wire.ControlMessage.Abort;
import io.p2pcopy.transfer.wire.FailureCode;
import io.p2pcopy.transfer.wire.LocalFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that the last message of a transfer arrives: the side that gets it closes the channel,
 * and the side that sent it waits for that, for a limited time.
 */
final class Farewell {

  /** Long enough for some retransmissions on a bad path. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  /** How long a person waits who has just pressed Ctrl-C. */
  static final Duration AFTER_INTERRUPT = Duration.ofSeconds(1);

  private Farewell() {}

  /** Tells the peer why it is over. Sentences about files of this side are none of its business. */
  static void say(DataChannel channel, LocalFailure failure) {
    boolean breach = failure.code() == FailureCode.PROTOCOL;
    say(channel, failure.code(), breach ? failure.sentence() : null, PATIENCE);
  }

  static void interrupted(DataChannel channel) {
    say(channel, FailureCode.INTERRUPTED, null, AFTER_INTERRUPT);
  }

  /**
   * Sends a last message, waits until the peer closes the channel, throws away what still arrives,
   * and closes the channel. An interrupt shortens the wait and stays set.
   */
  static void say(DataChannel channel, ControlMessage last, Duration patience) {
    var ended = new CountDownLatch(1);
    try (var crew = new Crew(new CompletableFuture<>())) {
      channel.send(ControlCodec.encode(last));
      crew.start("farewell", () -> drain(channel, ended));
      ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (IllegalStateException e) {
      // The channel is not open any more: nobody is there to be told.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      channel.close();
    }
  }

  private static void say(
      DataChannel channel, FailureCode code, @Nullable String detail, Duration patience) {
    say(channel, new Abort(code.wireName(), detail), patience);
  }

  private static void drain(DataChannel channel, CountDownLatch ended) throws InterruptedException {
    try {
      while (channel.receive() != null) {
        // Was on its way before the peer knew that it is over.
      }
    } catch (IOException e) {
      // The peer went away without closing the channel: over as well.
    } finally {
      ended.countDown();
    }
  }
}
