package io.p2pcopy.transfer;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.net.Clock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One side of a transfer on a thread of its own, and what it told its listener. */
final class TransferRun implements TransferListener {

  private static final long LIMIT_SECONDS = 30;

  private interface Work {
    TransferResult run() throws Exception;
  }

  /** Ticks one millisecond each time it is read. */
  private static final class TickingClock implements Clock {
    private long now;

    @Override
    public synchronized long nanoTime() {
      now += 1_000_000;
      return now;
    }
  }

  private final List<Long> progress = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch started = new CountDownLatch(1);
  private @Nullable FileOffer offer;
  private @Nullable FutureTask<TransferResult> task;
  private @Nullable Thread thread;

  private TransferRun() {}

  static TransferRun send(Path file, DataChannel channel) throws TransferException {
    var run = new TransferRun();
    FileSender sender = FileSender.open(file, run, new TickingClock());
    run.start("test-sender", () -> sender.send(channel));
    return run;
  }

  static TransferRun receive(Path directory, DataChannel channel) throws TransferException {
    return receive(directory, false, offer -> true, Storage.DISK, channel);
  }

  static TransferRun receive(
      Path directory, boolean overwrite, AcceptPolicy policy, Storage storage, DataChannel channel)
      throws TransferException {
    var run = new TransferRun();
    FileReceiver receiver =
        FileReceiver.into(directory, overwrite, policy, run, new TickingClock(), storage);
    run.start("test-receiver", () -> receiver.receive(channel));
    return run;
  }

  /** Returns the result of a transfer that succeeds. */
  TransferResult result() throws Exception {
    return task().get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  /** Returns the failure of a transfer that fails. */
  TransferException failure() throws Exception {
    return (TransferException) cause();
  }

  /** Returns what a transfer throws that does not succeed. */
  Throwable cause() throws InterruptedException, TimeoutException {
    try {
      TransferResult result = task().get(LIMIT_SECONDS, TimeUnit.SECONDS);
      throw new AssertionError("succeeded: " + result);
    } catch (ExecutionException e) {
      return e.getCause() == null ? e : e.getCause();
    }
  }

  void interrupt() {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  /** Waits until the content begins to flow and returns what was accepted. */
  FileOffer awaitStarted() throws InterruptedException {
    if (!started.await(LIMIT_SECONDS, TimeUnit.SECONDS) || offer == null) {
      throw new AssertionError("not started");
    }
    return offer;
  }

  List<Long> progress() {
    return List.copyOf(progress);
  }

  @Override
  public void started(FileOffer accepted) {
    offer = accepted;
    started.countDown();
  }

  @Override
  public void progress(long bytes) {
    progress.add(bytes);
  }

  private void start(String name, Work work) {
    FutureTask<TransferResult> future = new FutureTask<>(work::run);
    task = future;
    var runner = new Thread(future, name);
    thread = runner;
    runner.setDaemon(true);
    runner.start();
  }

  private FutureTask<TransferResult> task() {
    if (task == null) {
      throw new IllegalStateException();
    }
    return task;
  }
}
