package io.p2pcopy.cli.exchange;

import io.p2pcopy.cli.report.Report;
import io.p2pcopy.peer.ConnectionListener;
import io.p2pcopy.peer.ConnectionPath;
import io.p2pcopy.signal.Candidate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reports that the path of an established connection is gone, or is another one. Interruptions that
 * are over before anybody would notice are not reported. Uses a thread of its own, because output
 * may block.
 */
final class PathReporter implements ConnectionListener {

  /** An interruption that is shorter is not worth a sentence. */
  private static final Duration NOTICEABLE = Duration.ofMillis(1500);

  private static final long THREAD_KEPT_SECONDS = 5;

  private final Report report;
  private final BooleanSupplier lost;
  private final ScheduledThreadPoolExecutor output;
  private ConnectionPath last;
  private boolean reported;
  private @Nullable ScheduledFuture<?> interruption;

  /**
   * @param path the path that has been reported
   * @param lost whether there is a connection and no path, from any thread
   */
  PathReporter(Report report, ConnectionPath path, BooleanSupplier lost) {
    this.report = report;
    this.last = path;
    this.lost = lost;
    this.output =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "p2pcopy-path");
              thread.setDaemon(true);
              return thread;
            });
    output.setKeepAliveTime(THREAD_KEPT_SECONDS, TimeUnit.SECONDS);
    output.allowCoreThreadTimeOut(true);
  }

  @Override
  public void pathLost() {
    interruption =
        output.schedule(this::reportInterruption, NOTICEABLE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void reportInterruption() {
    if (lost.getAsBoolean()) {
      reported = true;
      report.reconnecting();
    }
  }

  @Override
  public void pathFound(ConnectionPath path) {
    if (interruption != null) {
      interruption.cancel(false);
      interruption = null;
    }
    output.execute(() -> report(path));
  }

  private void report(ConnectionPath path) {
    boolean changed = !path.local().equals(last.local()) || !path.remote().equals(last.remote());
    last = path;
    if (changed || reported) {
      reported = false;
      report.pathFound(path, changed);
    }
  }

  @Override
  public void peerCandidatesChanged(List<Candidate> candidates) {
    output.execute(() -> report.peerCandidates(candidates));
  }
}
