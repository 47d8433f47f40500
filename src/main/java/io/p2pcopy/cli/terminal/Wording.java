package io.p2pcopy.cli.terminal;

import io.p2pcopy.peer.ConnectionPath;
import io.p2pcopy.transfer.file.ByteSize;
import io.p2pcopy.transfer.source.SourceFile;
import java.time.Duration;
import java.util.Locale;

/** How amounts and paths are said to people. */
public final class Wording {
  private Wording() {}

  /** Returns a size with three significant digits and a decimal unit: {@code 17.2 GB}. */
  public static String size(long bytes) {
    return ByteSize.of(bytes);
  }

  /** Returns a number of things: {@code 1 file}, {@code 12,345 files}. */
  public static String count(long number, String one, String many) {
    return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? one : many);
  }

  /** Returns an average rate: {@code 118 MB/s}. */
  public static String rate(long bytes, Duration time) {
    double seconds = Math.max(time.toNanos(), 1) / 1e9;
    return ByteSize.of(bytes / seconds) + "/s";
  }

  /** Returns a time span as people say it: {@code 0.8 s}, {@code 2 min 13 s}, {@code 3 h 5 min}. */
  public static String duration(Duration time) {
    if (time.toMillis() < 9_950) {
      return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
    long seconds = Math.round(time.toMillis() / 1000.0);
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return seconds / 60 + " min" + (seconds % 60 == 0 ? "" : " " + seconds % 60 + " s");
    }
    long minutes = seconds / 60;
    return minutes / 60 + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min");
  }

  /** Returns a time span as a clock shows it: {@code 1:24}, {@code 2:03:10}. */
  public static String clock(Duration time) {
    return time.toHours() > 0
        ? String.format(
            Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart())
        : String.format(Locale.ROOT, "%d:%02d", time.toMinutes(), time.toSecondsPart());
  }

  /** Returns the way in words: {@code directly on the local network, IPv4, 0.4 ms round trip}. */
  public static String path(ConnectionPath path) {
    String way =
        switch (path.kind()) {
          case LOOPBACK -> "inside this computer";
          case LAN -> "directly on the local network";
          case DIRECT -> "directly";
          case NAT -> "directly through NAT";
          case RELAY -> "through a relay";
        };
    String words = way + ", " + family(path);
    return path.roundTripTime().isZero()
        ? words
        : words + ", " + millis(path.roundTripTime()) + " round trip";
  }

  /** Returns the way in few words: {@code NAT, IPv6, 23 ms}. */
  public static String briefPath(ConnectionPath path) {
    String way =
        switch (path.kind()) {
          case LOOPBACK -> "loopback";
          case LAN -> "LAN";
          case DIRECT -> "direct";
          case NAT -> "NAT";
          case RELAY -> "relay";
        };
    String words = way + ", " + family(path);
    return path.roundTripTime().isZero() ? words : words + ", " + millis(path.roundTripTime());
  }

  public static String family(ConnectionPath path) {
    return path.isIpv6() ? "IPv6" : "IPv4";
  }

  private static String millis(Duration time) {
    double millis = time.toNanos() / 1e6;
    return String.format(Locale.ROOT, millis < 9.95 ? "%.1f ms" : "%.0f ms", millis);
  }

  /** Returns how to go on, behind its name, about a file that changed while it was sent. */
  public static String change(SourceFile.Change change, long size) {
    return switch (change) {
      case GROWN ->
          " grew while it was sent: the " + size(size) + " that it had at the start were sent.";
      case REPLACED -> " was replaced while it was sent: the original file was sent.";
      case DELETED -> " was deleted while it was sent: all of it was sent.";
      case ALTERED, NONE -> " was sent as it was.";
    };
  }
}
