package io.p2pcopy.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.net.EventLoop;
import io.p2pcopy.net.ManualClock;
import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.association.Association;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class DrainTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration MOMENT = Duration.ofMillis(1);

  private final ManualClock clock = new ManualClock();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final EventLoop loop =
      EventLoop.start("loop under test", clock, thrown -> told.add("thrown " + thrown));
  private final Drain drain =
      onLoop(
          () ->
              new Drain(
                  loop, PATIENCE, () -> {}, () -> told.add("given up"), () -> told.add("done")));

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void aPeerHasTimeToReadWhatItHasAcknowledged() throws Exception {
    begin();

    assertThat(onLoop(drain::awaitReader)).isTrue();
    clock.advance(Drain.PEER_READ_TIME.minus(MOMENT), loop);
    assertThat(told).isEmpty();
    clock.advance(MOMENT, loop);
    assertThat(told).containsExactly("done");
    clock.advance(PATIENCE.multipliedBy(2), loop);
    assertThat(told).containsExactly("done");
  }

  @Test
  void whenThePeerEndsNobodyWaits() throws Exception {
    assertThat(onLoop(drain::awaitReader)).isFalse();
    clock.advance(Drain.PEER_READ_TIME, loop);

    assertThat(told).isEmpty();
  }

  @Test
  void aPeerThatSaysGoodByeFirstIsNotWaitedFor() throws Exception {
    begin();
    onLoop(drain::awaitReader);
    CompletableFuture.runAsync(drain::cancel, loop).join();
    clock.advance(Drain.PEER_READ_TIME, loop);

    assertThat(told).isEmpty();
  }

  @Test
  void nothingIsWaitedForLongerThanPatience() throws Exception {
    begin();
    clock.advance(PATIENCE, loop);

    assertThat(told).containsExactly("given up");
  }

  private void begin() {
    Association association = Association.create(SctpConfig.defaults(), new SplittableRandom(1));
    CompletableFuture.runAsync(() -> drain.begin(association), loop).join();
  }

  private <T> T onLoop(Supplier<T> task) {
    return CompletableFuture.supplyAsync(task, loop).join();
  }
}
