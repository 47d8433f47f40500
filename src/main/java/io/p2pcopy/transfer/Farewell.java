package io.p2pcopy.transfer;

import io.p2pcopy.datachannel.DataChannel;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

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

  /**
   * Sends a last message, waits until the peer closes the channel, throws away what still arrives,
   * and closes the channel. An interrupt shortens the wait and stays set.
   */
  static void say(DataChannel channel, ControlMessage last, Duration patience) {
    var ended = new CountDownLatch(1);
    try (var workers = new Workers()) {
      channel.send(ControlCodec.encode(last));
      workers.start("farewell", () -> drain(channel, ended));
      ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (IllegalStateException e) {
      // The channel is not open any more: nobody is there to be told.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      channel.close();
    }
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
