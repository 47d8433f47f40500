package io.p2pcopy.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.datachannel.Message;
import io.p2pcopy.net.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory that runs out on the event loop of a program that uses the library. */
@Timeout(30)
class OutOfMemoryTest {

  private static final PeerConfig LOOPBACK = PeerConfig.local().withLoopback(true);
  private static final Duration STALL = Duration.ofSeconds(5);

  private final BlockingQueue<Throwable> reported = new LinkedBlockingQueue<>();
  private final Thread.UncaughtExceptionHandler before =
      Thread.getDefaultUncaughtExceptionHandler();

  /** How many more readings of the clock on an event loop fail. */
  private final AtomicInteger shortage = new AtomicInteger();

  private final Clock clock =
      () -> {
        if (Thread.currentThread().getName().equals("p2pcopy-loop")
            && shortage.getAndUpdate(count -> Math.max(0, count - 1)) > 0) {
          throw new OutOfMemoryError("Java heap space");
        }
        return System.nanoTime();
      };

  @BeforeEach
  void watchErrors() {
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> reported.add(thrown));
  }

  @AfterEach
  void watchNoErrors() {
    Thread.setDefaultUncaughtExceptionHandler(before);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 100})
  void endsTheConnectionWithASentenceAndLeavesNothing(int failures) throws Exception {
    long threads = threads();
    try (var victim = PeerConnection.create(LOOPBACK, clock, STALL);
        var peer = PeerConnection.create(LOOPBACK)) {
      DataChannel channel = connect(victim, peer);
      shortage.set(failures);

      assertThatThrownBy(
              () -> {
                while (true) {
                  channel.send(Message.text("more"));
                  channel.awaitWritable(0);
                }
              })
          .satisfiesAnyOf(
              thrown -> assertThat(thrown).isInstanceOf(IOException.class),
              thrown -> assertThat(thrown).isInstanceOf(IllegalStateException.class));
      assertThatThrownBy(channel::receive)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("This side ran out of memory");
      assertThat(reported.poll(20, TimeUnit.SECONDS)).isInstanceOf(OutOfMemoryError.class);
      assertThat(reported).allMatch(OutOfMemoryError.class::isInstance);
    }
    assertThat(threads()).isLessThanOrEqualTo(threads);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10})
  void endsAnAttemptToConnect(int failures) throws Exception {
    try (var victim = PeerConnection.create(LOOPBACK, clock, STALL);
        var peer = PeerConnection.create(LOOPBACK)) {
      var offer = victim.createOffer().get();
      var answer = peer.createAnswer(offer).get();
      shortage.set(failures);
      victim.acceptAnswer(answer);

      assertThatThrownBy(() -> victim.connected().get(20, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("This side ran out of memory");
    }
  }

  private static DataChannel connect(PeerConnection victim, PeerConnection peer) throws Exception {
    DataChannel channel = victim.createDataChannel("a", "");
    victim.acceptAnswer(peer.createAnswer(victim.createOffer().get()).get());
    CompletableFuture.allOf(victim.connected(), peer.connected()).get(20, TimeUnit.SECONDS);
    channel.awaitWritable(0);
    return channel;
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("p2pcopy-loop"))
        .count();
  }
}
