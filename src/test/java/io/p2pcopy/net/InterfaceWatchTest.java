package io.p2pcopy.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InterfaceWatchTest {

  private final ManualClock clock = new ManualClock();
  private final FakeAddressSource source = new FakeAddressSource("127.0.0.2");
  private final BlockingQueue<List<String>> changes = new LinkedBlockingQueue<>();
  private EventLoop loop;
  private InterfaceWatch watch;

  @BeforeEach
  void start() throws Exception {
    loop = EventLoop.start("watch", clock, Throwable::printStackTrace);
    watch =
        InterfaceWatch.start(
            loop,
            source,
            NetworkSnapshot.of(source.find()),
            Runnable::run,
            (snapshot, addresses) ->
                changes.add(
                    addresses.stream().map(own -> own.address().getHostAddress()).toList()));
    pass(Duration.ZERO);
  }

  @AfterEach
  void stop() {
    loop.close();
  }

  @Test
  void aNewAddressIsReportedWithinTwoSeconds() throws Exception {
    source.set("127.0.0.2", "127.0.0.3");

    pass(Duration.ofSeconds(2));

    assertThat(changes).containsExactly(List.of("127.0.0.2", "127.0.0.3"));
  }

  @Test
  void anAddressThatIsGoneIsReportedOnce() throws Exception {
    source.set();

    pass(Duration.ofSeconds(2));
    pass(Duration.ofSeconds(2));

    assertThat(changes).containsExactly(List.of());
  }

  @Test
  void anotherUplinkIsAChangeThoughTheAddressesAreTheSame() throws Exception {
    source.set("127.0.0.2", "127.0.0.3");
    pass(Duration.ofSeconds(2));
    source.set("127.0.0.3", "127.0.0.2");

    pass(Duration.ofSeconds(2));

    assertThat(changes).hasSize(2);
  }

  @Test
  void withoutAChangeNothingIsReportedAndLittleIsRead() throws Exception {
    for (int i = 0; i < 600; i++) {
      pass(Duration.ofMillis(100));
    }

    assertThat(changes).isEmpty();
    assertThat(source.snapshots.get()).isBetween(25, 31);
  }

  @Test
  void aSignOfAChangeIsFollowedAtOnceAndManySignsAreNot() throws Exception {
    pass(Duration.ofMillis(500));
    source.set("127.0.0.3");
    int before = source.snapshots.get();

    for (int i = 0; i < 1000; i++) {
      loop.execute(watch::lookNow);
    }
    pass(Duration.ZERO);

    assertThat(changes).containsExactly(List.of("127.0.0.3"));
    assertThat(source.snapshots.get() - before).isLessThanOrEqualTo(2);
  }

  @Test
  void whileHurryingAChangeIsSeenWithinAQuarterOfASecond() throws Exception {
    loop.execute(() -> watch.hurry(true));
    pass(Duration.ofMillis(100));
    source.set("127.0.0.3");

    pass(Duration.ofMillis(250));
    assertThat(changes).hasSize(1);

    loop.execute(() -> watch.hurry(false));
    pass(Duration.ofMillis(250));
    int before = source.snapshots.get();
    pass(Duration.ofSeconds(1));
    assertThat(source.snapshots.get()).isEqualTo(before);
  }

  @Test
  void whatCouldNotBeUsedIsReportedAgain() throws Exception {
    loop.execute(watch::reportAgain);

    pass(Duration.ofSeconds(2));
    pass(Duration.ofSeconds(2));

    assertThat(changes).containsExactly(List.of("127.0.0.2"));
  }

  @Test
  void aSlowReadingIsRepeatedAccordinglySeldom() throws Exception {
    loop.execute(watch::close);
    Queue<Runnable> background = new ArrayDeque<>();
    EventLoop other = EventLoop.start("slow", clock, Throwable::printStackTrace);
    try {
      InterfaceWatch.start(
          other, source, source.snapshot(), background::add, (snapshot, found) -> {});
      // The watch sets its timer on the loop.
      clock.advance(Duration.ZERO, other);
      clock.advance(Duration.ofSeconds(2), other);
      for (int reading = 0; reading < 2; reading++) {
        readFor(Duration.ofMillis(5), background.remove());
        // The watch takes the result on the loop.
        clock.advance(Duration.ZERO, other);
        // A thousandth of a core allows one in 5 s; the first time may have been an exception.
        clock.advance(Duration.ofMillis(reading == 0 ? 2000 : 4990), other);
      }
      assertThat(background).isEmpty();

      clock.advance(Duration.ofMillis(20), other);

      assertThat(background).hasSize(1);
    } finally {
      other.close();
    }
  }

  private void readFor(Duration time, Runnable reading) {
    source.onSnapshot = () -> clock.move(time);
    reading.run();
    source.onSnapshot = () -> {};
  }

  @Test
  void nothingIsReportedOnceTheWatchIsClosed() throws Exception {
    source.set("127.0.0.3");
    loop.execute(watch::lookNow);
    loop.execute(watch::close);

    pass(Duration.ofSeconds(10));

    assertThat(changes).isEmpty();
  }

  private void pass(Duration time) throws InterruptedException {
    clock.advance(time, loop);
    clock.advance(Duration.ZERO, loop);
  }
}
