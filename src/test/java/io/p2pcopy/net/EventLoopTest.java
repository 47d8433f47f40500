package io.p2pcopy.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class EventLoopTest {
  private final ManualClock clock = new ManualClock();
  private final ConcurrentLinkedQueue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
  private final EventLoop loop = EventLoop.start("loop under test", clock, uncaught::add);

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void tasksOfAnotherThreadRunInTheirOrderOnTheLoop() throws Exception {
    List<Integer> order = new ArrayList<>();
    AtomicBoolean onTheLoop = new AtomicBoolean();
    for (int i = 0; i < 1000; i++) {
      int number = i;
      loop.execute(() -> order.add(number));
    }
    run(() -> onTheLoop.set(loop.inLoop()));

    assertThat(order).hasSize(1000).isSorted();
    assertThat(onTheLoop).isTrue();
    assertThat(loop.inLoop()).isFalse();
  }

  @Test
  void aTurnComesOnceWhenASocketTakesDataAgain() throws Exception {
    AtomicInteger turns = new AtomicInteger();
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.configureBlocking(false);
      loop.register(channel, () -> {});
      run(() -> loop.onTurnEnd(turns::incrementAndGet));
      int before = turns.get();

      run(() -> loop.turnWhenWritable(channel));
      while (turns.get() < before + 2) {
        Thread.onSpinWait();
      }
      run(() -> {});

      // The one that asked, the one that was asked for, and perhaps the end of the first one.
      assertThat(turns.get()).isBetween(before + 2, before + 4);
    }
  }

  @Test
  void theLoopSurvivesAHandlerThatThrowsAndCallsItAgain() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    CountDownLatch reported = new CountDownLatch(1);
    try (EventLoop other =
        EventLoop.start(
            "loop with a handler that fails",
            clock,
            thrown -> {
              if (calls.incrementAndGet() == 1) {
                throw new OutOfMemoryError("in the handler");
              }
              reported.countDown();
            })) {
      other.execute(
          () -> {
            throw new OutOfMemoryError("in a task");
          });
      assertThat(reported.await(10, TimeUnit.SECONDS)).isTrue();

      CountDownLatch ran = new CountDownLatch(1);
      other.execute(ran::countDown);
      assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(calls).hasValue(2);
  }

  @Test
  void timersRunInTheOrderOfTheirTimesAndNotBefore() throws Exception {
    List<String> ran = new ArrayList<>();
    run(
        () -> {
          loop.schedule(seconds(3), () -> ran.add("third"));
          loop.schedule(seconds(1), () -> ran.add("first"));
          loop.schedule(seconds(2), () -> ran.add("second"));
        });

    clock.advance(Duration.ofMillis(999), loop);
    assertThat(ran).isEmpty();
    clock.advance(Duration.ofMillis(1001), loop);
    assertThat(ran).containsExactly("first", "second");
    clock.advance(Duration.ofSeconds(1), loop);
    assertThat(ran).containsExactly("first", "second", "third");
  }

  @Test
  void aCancelledTimerDoesNotRun() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    run(() -> loop.schedule(seconds(1), runs::incrementAndGet).cancel());
    Timer fromOutside = loop.schedule(seconds(1), runs::incrementAndGet);
    run(fromOutside::cancel);

    clock.advance(Duration.ofSeconds(2), loop);

    assertThat(runs).hasValue(0);
  }

  @Test
  void aDeadlineThatIsMovedRunsOnceAtItsLastTime() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    Deadline deadline = loop.newDeadline(runs::incrementAndGet);
    run(
        () -> {
          for (int i = 1; i <= 10; i++) {
            deadline.set(loop.now() + seconds(i));
          }
        });

    clock.advance(Duration.ofSeconds(9), loop);
    assertThat(runs).hasValue(0);
    clock.advance(Duration.ofSeconds(1), loop);
    assertThat(runs).hasValue(1);
    clock.advance(Duration.ofSeconds(20), loop);
    assertThat(runs).hasValue(1);
  }

  @Test
  void aDeadlineCanBeMovedToAnEarlierTimeAndSetAgainAfterIt() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    Deadline deadline = loop.newDeadline(runs::incrementAndGet);
    run(
        () -> {
          deadline.set(loop.now() + seconds(10));
          deadline.set(loop.now() + seconds(1));
        });

    clock.advance(Duration.ofSeconds(1), loop);
    assertThat(runs).hasValue(1);
    run(() -> deadline.set(loop.now() + seconds(3)));
    clock.advance(Duration.ofSeconds(3), loop);
    assertThat(runs).hasValue(2);
    clock.advance(Duration.ofSeconds(20), loop);
    assertThat(runs).hasValue(2);
  }

  @Test
  void aTaskThatThrowsIsReportedAndTheLoopGoesOn() throws Exception {
    loop.execute(
        () -> {
          throw new IllegalStateException("broken task");
        });
    run(() -> {});

    assertThat(uncaught).hasSize(1).first().asString().contains("broken task");
  }

  @Test
  void theHookRunsAfterTheWorkOfATurn() throws Exception {
    List<String> ran = new CopyOnWriteArrayList<>();
    run(() -> loop.onTurnEnd(() -> ran.add("hook")));
    run(
        () -> {
          ran.add("task");
          loop.execute(() -> ran.add("next turn"));
        });
    run(() -> {});

    // The turn that set the hook may have run it before.
    List<String> order = List.copyOf(ran);
    assertThat(order.subList(order.indexOf("task"), order.size()))
        .startsWith("task", "hook", "next turn");
  }

  @Test
  void closingEndsTheThreadAndClosesTheSockets() throws Exception {
    UdpSocket socket =
        UdpSocket.open(
            loop,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            (s, packet, source) -> {});
    List<Thread> threads = new ArrayList<>();
    run(() -> threads.add(Thread.currentThread()));

    loop.close();

    assertThat(threads.get(0).isAlive()).isFalse();
    assertThat(socket.isOpen()).isFalse();
    loop.execute(() -> uncaught.add(new AssertionError("ran after the end")));
    assertThat(uncaught).isEmpty();
  }

  private void run(Runnable task) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    loop.execute(
        () -> {
          task.run();
          done.countDown();
        });
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
  }

  private static long seconds(long count) {
    return Duration.ofSeconds(count).toNanos();
  }
}
