package io.p2pcopy.cli;

import io.p2pcopy.net.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBarRenderer;
import me.tongfei.progressbar.ProgressState;

/**
 * Renders percent, a bar, bytes, the rate of the last seconds and the time left: {@code 42 %
 * [####------] 7.22 of 17.2 GB, 118 MB/s, 1:24 left}.
 */
final class ProgressLineRenderer implements ProgressBarRenderer {
  private static final long RATE_WINDOW = Duration.ofSeconds(5).toNanos();
  private static final int SHORTEST_BAR = 5;
  private static final int LONGEST_BAR = 40;

  private record Sample(long time, long bytes) {}

  private final Clock clock;
  private final Deque<Sample> samples = new ArrayDeque<>();

  ProgressLineRenderer(Clock clock) {
    this.clock = clock;
    samples.add(new Sample(clock.nanoTime(), 0));
  }

  @Override
  public String render(ProgressState state, int columns) {
    return render(state.getCurrent(), state.getMax(), columns);
  }

  String render(long bytes, long total, int columns) {
    double part = total <= 0 ? 1 : Math.min(1, (double) bytes / total);
    String percent = String.format(Locale.ROOT, "%3d %%", (int) (100 * part));
    String amounts = Wording.size(bytes) + " of " + Wording.size(total) + rate(bytes, total);
    int room = columns - percent.length() - amounts.length() - " [] ".length();
    String line =
        room < SHORTEST_BAR
            ? percent + " " + amounts
            : percent + " [" + bar(part, Math.min(room, LONGEST_BAR)) + "] " + amounts;
    return line.length() <= columns ? line : line.substring(0, Math.max(0, columns));
  }

  private String rate(long bytes, long total) {
    long now = clock.nanoTime();
    samples.add(new Sample(now, bytes));
    while (samples.size() > 2 && now - samples.getFirst().time() > RATE_WINDOW) {
      samples.removeFirst();
    }
    Sample first = samples.getFirst();
    long gained = bytes - first.bytes();
    if (now == first.time()) {
      return "";
    }
    String rate = ", " + Wording.rate(gained, Duration.ofNanos(now - first.time()));
    if (gained <= 0) {
      return rate;
    }
    double seconds = (double) (total - bytes) / gained * (now - first.time()) / 1e9;
    return rate + ", " + Wording.clock(Duration.ofSeconds(Math.round(seconds))) + " left";
  }

  private static String bar(double part, int length) {
    int full = (int) (part * length);
    return "#".repeat(full) + "-".repeat(length - full);
  }
}
