package io.p2pcopy.transfer;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.net.Clock;
import io.p2pcopy.transfer.receive.TreeReceiver;
import io.p2pcopy.transfer.send.TreeSender;
import io.p2pcopy.transfer.source.SourceFile;
import io.p2pcopy.transfer.source.SourceOptions;
import io.p2pcopy.transfer.wire.SkipReason;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One side of a transfer on threads of its own, and what it told its listener. */
public final class TransferFixture implements TransferListener, AutoCloseable {

  public static final ConnectionTranscript OFFERER = meeting(true);
  public static final ConnectionTranscript ANSWERER = meeting(false);

  private static final long LIMIT_SECONDS = 30;

  private interface Side {
    TransferSummary run(DataChannel channel) throws Exception;
  }

  private final List<TransferProgress> progress = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, Long> files = Collections.synchronizedMap(new TreeMap<>());
  private final Map<String, String> failures = Collections.synchronizedMap(new TreeMap<>());
  private final Map<String, SkipReason> skipped = Collections.synchronizedMap(new TreeMap<>());
  private final Map<String, String> changes = Collections.synchronizedMap(new TreeMap<>());
  private final List<String> texts = Collections.synchronizedList(new ArrayList<>());
  private final List<String> words = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch started = new CountDownLatch(1);
  private final CountDownLatch stalled = new CountDownLatch(1);
  private final AtomicInteger continued = new AtomicInteger();
  private ConnectionTranscript meeting = OFFERER;
  private @Nullable Side side;
  private Runnable close = () -> {};
  private @Nullable FutureTask<TransferSummary> task;
  private @Nullable Thread thread;

  private TransferFixture() {}

  private static ConnectionTranscript meeting(boolean offerer) {
    return new ConnectionTranscript(offerer, new byte[32], new byte[32], "offer", "answer");
  }

  /** Makes a sender, which does nothing before {@link #over}. */
  public static TransferFixture sender(SendSettings settings, Path... roots) throws Exception {
    return sender(settings, SourceOptions.EVERYTHING, roots);
  }

  public static TransferFixture sender(SendSettings settings, SourceOptions options, Path... roots)
      throws Exception {
    var run = new TransferFixture();
    return run.sends(
        TreeSender.ofFiles(
            List.of(roots), options, settings, run, Clock.system(), new SecureRandom()));
  }

  public static TransferFixture sender(InputStream in) {
    var run = new TransferFixture();
    return run.sends(
        TreeSender.ofStream(
            "stream", in, SendSettings.DEFAULT, run, Clock.system(), new SecureRandom()));
  }

  public static TransferFixture sender(Path... roots) throws Exception {
    return sender(SendSettings.DEFAULT, roots);
  }

  public static TransferFixture receiver(Path directory) throws Exception {
    return receiver(directory, ReceiveSettings.DEFAULT);
  }

  public static TransferFixture receiver(Path directory, ReceiveSettings settings)
      throws Exception {
    var run = new TransferFixture();
    TreeReceiver receiver =
        TreeReceiver.into(directory, settings, run, Clock.system(), new SecureRandom());
    run.side = channel -> receiver.receive(channel, run.meeting);
    run.close = receiver::close;
    return run.as(ANSWERER);
  }

  private TransferFixture sends(TreeSender sender) {
    side = channel -> sender.send(channel, meeting);
    close = sender::close;
    return this;
  }

  /** Lets it be the other of the two: senders offer and receivers answer else. */
  public TransferFixture as(ConnectionTranscript other) {
    meeting = other;
    return this;
  }

  /** Runs it over a channel; may be called again with another one. */
  public TransferFixture over(DataChannel channel) {
    Side chosen = side;
    if (chosen == null) {
      throw new IllegalStateException();
    }
    FutureTask<TransferSummary> future = new FutureTask<>(() -> chosen.run(channel));
    task = future;
    var runner = new Thread(future, "test-transfer");
    thread = runner;
    runner.setDaemon(true);
    runner.start();
    return this;
  }

  /** Returns the result of a transfer that succeeds. */
  public TransferSummary result() throws Exception {
    return task().get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  /** Returns the failure of a transfer that fails. */
  public TransferException failure() throws Exception {
    return (TransferException) cause();
  }

  /** Returns what a transfer throws that does not succeed. */
  public Throwable cause() throws InterruptedException, TimeoutException {
    try {
      TransferSummary result = task().get(LIMIT_SECONDS, TimeUnit.SECONDS);
      throw new AssertionError("succeeded: " + result);
    } catch (ExecutionException e) {
      return e.getCause() == null ? e : e.getCause();
    }
  }

  /** Waits until the transfer ends, successfully or not. */
  void end() throws InterruptedException, TimeoutException {
    try {
      task().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      // The caller looks at what is stored.
    }
  }

  public void interrupt() {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  /** Waits until the content begins to flow. */
  public void awaitStarted() throws InterruptedException {
    if (!started.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("not started");
    }
  }

  List<TransferProgress> seen() {
    return List.copyOf(progress);
  }

  /** Waits until it was told that nothing moves. */
  void awaitStall() throws InterruptedException {
    if (!stalled.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("no stall was told");
    }
  }

  TransferProgress lastProgress() {
    return progress.get(progress.size() - 1);
  }

  public Map<String, Long> files() {
    return files;
  }

  public Map<String, String> failures() {
    return failures;
  }

  /** Returns what was told of files that changed: the kind of change, and the size. */
  Map<String, String> changes() {
    return changes;
  }

  Map<String, SkipReason> skipped() {
    return skipped;
  }

  List<String> texts() {
    return texts;
  }

  public List<String> shownWords() {
    return words;
  }

  int continuations() {
    return continued.get();
  }

  /** Ends it, also where a test failed in the middle, so that the next one is not disturbed. */
  @Override
  public void close() {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
      try {
        running.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    close.run();
  }

  @Override
  public void words(int[] indices) {
    words.add(Arrays.toString(indices));
  }

  @Override
  public void started(io.p2pcopy.transfer.source.SourceTotals totals) {
    started.countDown();
  }

  @Override
  public void started(io.p2pcopy.transfer.target.TargetTotals totals) {
    started.countDown();
  }

  @Override
  public void continued() {
    continued.incrementAndGet();
  }

  @Override
  public void progress(TransferProgress now) {
    progress.add(now);
  }

  @Override
  public void fileDone(String path, long size, boolean untouched) {
    files.put(path, size);
  }

  @Override
  public void entryFailed(String path, String sentence) {
    failures.put(path, sentence);
  }

  @Override
  public void fileChanged(String path, long size, SourceFile.Change change) {
    changes.put(path, change + " " + size);
  }

  @Override
  public void entrySkipped(String path, SkipReason reason) {
    if (skipped.put(path, reason) != null) {
      throw new IllegalStateException(path + " is skipped twice");
    }
  }

  @Override
  public void text(String text) {
    texts.add(text);
  }

  @Override
  public void stalled(Duration time) {
    stalled.countDown();
  }

  private FutureTask<TransferSummary> task() {
    if (task == null) {
      throw new IllegalStateException();
    }
    return task;
  }
}
