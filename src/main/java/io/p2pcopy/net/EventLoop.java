package io.p2pcopy.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One daemon thread that owns sockets, timers and everything that is driven by them.
 *
 * <p>A <em>turn</em> runs the tasks of other threads, then the timers that are due, then the
 * packets that have arrived, then the hooks of {@link #onTurnEnd}. Nothing in a turn may block.
 */
public final class EventLoop implements Executor, AutoCloseable {

  /** How often the handler of uncaught throwables is called for one that it fails on. */
  private static final int MOST_REPORTS = 3;

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** What the loop does when a channel has something to read. */
  @FunctionalInterface
  interface ReadHandler {
    void readyToRead();
  }

  private final Clock clock;
  private final Consumer<Throwable> uncaught;
  private final Selector selector;
  private final Thread thread;
  private final ConcurrentLinkedQueue<Runnable> mailbox = new ConcurrentLinkedQueue<>();

  /** Whether the thread will look into the mailbox without being woken. */
  private final AtomicBoolean awake = new AtomicBoolean(true);

  private final TimerQueue timers = new TimerQueue();
  private final List<Runnable> turnEndHooks = new ArrayList<>();
  private volatile boolean closed;
  private boolean turnDidSomething;

  /** What the handler has failed on, for want of memory for instance; it is called again. */
  private @Nullable Throwable unreported;

  private int reports;

  private EventLoop(String name, Clock clock, Consumer<Throwable> uncaught) {
    this.clock = clock;
    this.uncaught = uncaught;
    try {
      this.selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException("the system has no selector to give", e);
    }
    this.thread = new Thread(this::run, name);
    this.thread.setDaemon(true);
  }

  /**
   * Starts a loop.
   *
   * @param name of its thread
   * @param uncaught is handed, on the loop, what a task, timer, hook or packet handler throws; the
   *     loop goes on. If it throws itself, it is called again in the next turns, three times in all
   */
  public static EventLoop start(String name, Clock clock, Consumer<Throwable> uncaught) {
    EventLoop loop = new EventLoop(name, clock, uncaught);
    loop.thread.start();
    return loop;
  }

  /** Returns the time of the clock in nanoseconds. May be called from any thread. */
  public long now() {
    return clock.nanoTime();
  }

  /** Returns whether the calling thread is the loop's. */
  public boolean inLoop() {
    return Thread.currentThread() == thread;
  }

  /**
   * Runs {@code task} on the loop, in this turn or the next one. May be called from any thread;
   * does nothing once the loop is closed.
   */
  @Override
  public void execute(Runnable task) {
    if (closed) {
      return;
    }
    mailbox.add(task);
    if (!inLoop() && awake.compareAndSet(false, true)) {
      selector.wakeup();
    }
  }

  /**
   * Runs {@code task} once after {@code delayNanos}, about a millisecond exact. May be called from
   * any thread.
   */
  public Timer schedule(long delayNanos, Runnable task) {
    Deadline deadline = newDeadline(task);
    Timer timer = new Timer(deadline);
    long at = now() + delayNanos;
    if (inLoop()) {
      deadline.set(at);
    } else {
      execute(
          () -> {
            if (!timer.isCancelled()) {
              deadline.set(at);
            }
          });
    }
    return timer;
  }

  /** Returns a deadline, not yet set, that runs {@code task} each time it passes. */
  public Deadline newDeadline(Runnable task) {
    return new Deadline(timers, task);
  }

  /**
   * Runs {@code hook} at the end of each turn that ran a task, a timer or a packet handler: the
   * place to send what the turn has made ready. Call it on the loop.
   */
  public void onTurnEnd(Runnable hook) {
    turnEndHooks.add(hook);
  }

  /**
   * Ends the loop after the current turn, closes all sockets that are registered with it and,
   * unless called on the loop itself, waits for the thread to end. Tasks that have not begun are
   * dropped.
   */
  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    if (inLoop()) {
      return;
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Registers a non-blocking channel. May be called from any thread. */
  void register(DatagramChannel channel, ReadHandler handler) {
    execute(
        () -> {
          try {
            channel.register(selector, SelectionKey.OP_READ, handler);
          } catch (ClosedChannelException e) {
            // Closed before it was registered: there is nothing left to read.
          }
        });
  }

  /** Closes a registered channel. May be called from any thread and more than once. */
  void release(DatagramChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // What is registered is released only by the next selection.
    execute(() -> {});
  }

  /** Brings about one turn as soon as the system takes what is written to a registered channel. */
  void turnWhenWritable(DatagramChannel channel) {
    SelectionKey key = channel.keyFor(selector);
    if (key != null && key.isValid()) {
      key.interestOpsOr(SelectionKey.OP_WRITE);
    }
  }

  private void run() {
    try {
      while (!closed) {
        guardedTurn();
      }
      runMailbox();
    } finally {
      closeAll();
    }
  }

  /** The loop's own steps may fail as well where memory runs out. */
  private void guardedTurn() {
    try {
      reportAgain();
      turn();
    } catch (Throwable thrown) {
      report(thrown);
    }
  }

  private void reportAgain() {
    Throwable thrown = unreported;
    if (thrown != null) {
      unreported = null;
      report(thrown);
    }
  }

  private void report(Throwable thrown) {
    try {
      uncaught.accept(thrown);
      reports = 0;
    } catch (Throwable failed) {
      reports++;
      if (reports < MOST_REPORTS) {
        unreported = thrown;
      } else {
        reports = 0;
      }
    }
  }

  private void turn() {
    waitForWork();
    turnDidSomething = false;
    runMailbox();
    runTimers();
    serveChannels();
    if (turnDidSomething) {
      turnEndHooks.forEach(this::guarded);
    }
  }

  private void waitForWork() {
    awake.set(false);
    try {
      long wait = mailbox.isEmpty() && unreported == null ? timers.nanosToNext(now()) : 0;
      if (wait <= 0) {
        selector.selectNow();
      } else if (wait == Long.MAX_VALUE) {
        selector.select();
      } else {
        // Rounded up: a wait cut short would spin until the deadline.
        selector.select((wait + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
      }
    } catch (IOException e) {
      report(e);
    } finally {
      awake.set(true);
    }
  }

  /** Runs what is in the mailbox now; tasks that these tasks add come in the next turn. */
  private void runMailbox() {
    int count = mailbox.size();
    for (int i = 0; i < count; i++) {
      Runnable task = mailbox.poll();
      if (task == null) {
        return;
      }
      guarded(task);
    }
  }

  private void runTimers() {
    long now = now();
    Deadline due = timers.pollDue(now);
    while (due != null) {
      guarded(due.task());
      due = timers.pollDue(now);
    }
  }

  private void serveChannels() {
    var keys = selector.selectedKeys();
    for (SelectionKey key : keys) {
      if (key.isValid() && key.isWritable()) {
        key.interestOpsAnd(~SelectionKey.OP_WRITE);
        turnDidSomething = true;
      }
      if (key.isValid() && key.isReadable() && key.attachment() instanceof ReadHandler handler) {
        guarded(handler::readyToRead);
      }
    }
    keys.clear();
  }

  private void guarded(Runnable task) {
    turnDidSomething = true;
    try {
      task.run();
    } catch (Throwable thrown) {
      report(thrown);
    }
  }

  private void closeAll() {
    for (SelectionKey key : selector.keys()) {
      try {
        key.channel().close();
      } catch (IOException e) {
        report(e);
      }
    }
    try {
      selector.close();
    } catch (IOException e) {
      report(e);
    }
    mailbox.clear();
  }
}
