package io.p2pcopy.sctp.sim;

import static io.p2pcopy.sctp.sim.Units.millis;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class VirtualClockTest {
  private final VirtualClock clock = new VirtualClock();

  @Test
  void eventsRunInTheOrderOfTheirTimesAndThoseOfOneInstantInTheOrderOfScheduling() {
    var random = new SplittableRandom(7);
    record Event(long time, int order) {}
    List<Event> ran = new ArrayList<>();
    long start = clock.now();
    for (int i = 0; i < 5_000; i++) {
      var event = new Event(start + random.nextInt(500), i);
      clock.at(event.time(), () -> ran.add(event));
    }

    clock.runFor(500);

    assertThat(ran)
        .hasSize(5_000)
        .isSortedAccordingTo(
            (a, b) ->
                a.time() == b.time()
                    ? Integer.compare(a.order(), b.order())
                    : Long.compare(a.time(), b.time()));
  }

  @Test
  void timeStandsAtAnEventWhileItRunsAndAtTheLimitAfterwards() {
    long start = clock.now();
    List<Long> seen = new ArrayList<>();
    clock.after(millis(5), () -> seen.add(clock.now() - start));
    clock.after(millis(5), () -> clock.after(millis(1), () -> seen.add(clock.now() - start)));
    clock.after(millis(11), () -> seen.add(-1L));

    clock.runFor(millis(10));

    assertThat(seen).containsExactly(millis(5), millis(6));
    assertThat(clock.now() - start).isEqualTo(millis(10));
  }

  @Test
  void anEventForThePastRunsNow() {
    clock.runFor(millis(10));
    long now = clock.now();
    List<Long> seen = new ArrayList<>();
    clock.at(now - millis(3), () -> seen.add(clock.now()));

    assertThat(clock.runNext(now)).isTrue();
    assertThat(clock.runNext(now)).isFalse();
    assertThat(seen).containsExactly(now);
  }
}
