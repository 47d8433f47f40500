package io.p2pcopy.transfer.file;

import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.transfer.wire.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Modification times in milliseconds since 1970-01-01T00:00:00Z, which may be negative. */
public final class ModifiedTime {

  /** The largest time that {@link FileTime} holds in nanoseconds, as the JDK sets it on Unix. */
  private static final long LAST_IN_NANOSECONDS = Long.MAX_VALUE / 1_000_000;

  /** Steps in which file systems keep times: exFAT 10 ms, ext2 and HFS+ 1 s, FAT 2 s. */
  private static final long[] GRANULARITIES = {10, 1000, 2000};

  /** FAT begins on 1980-01-01, in the local time zone: two days later is within its range. */
  private static final long FIRST_COMMON = Instant.parse("1980-01-03T00:00:00Z").toEpochMilli();

  /** 32-bit seconds end on 2038-01-19. */
  private static final long LAST_COMMON = Instant.parse("2038-01-18T00:00:00Z").toEpochMilli();

  private ModifiedTime() {}

  /**
   * Returns the time rounded down to milliseconds, or {@link Entry#UNKNOWN_TIME} if the protocol
   * has no number for it. {@link FileTime#toMillis} rounds towards 1970.
   */
  public static long of(BasicFileAttributes attributes) {
    Instant time = attributes.lastModifiedTime().toInstant();
    long seconds = time.getEpochSecond();
    return Math.abs(seconds) < PeerLimits.Transfer.TIME_MILLIS / 1000
        ? time.toEpochMilli()
        : Entry.UNKNOWN_TIME;
  }

  /**
   * Sets the time of a file, a directory or a link itself; {@code UNKNOWN_TIME} changes nothing.
   */
  public static void set(Path path, long millis) throws IOException {
    if (millis == Entry.UNKNOWN_TIME) {
      return;
    }
    boolean plain = millis >= 0 && millis <= LAST_IN_NANOSECONDS;
    if (plain || !LinuxFile.setTimes(path, attributes(path).lastAccessTime().toMillis(), millis)) {
      setByJdk(path, millis);
    }
    if (!isCommon(millis) && !matches(of(attributes(path)), millis)) {
      // The file system ignored it. The same file must be known again when it is sent once more.
      setByJdk(path, millis <= FIRST_COMMON ? FIRST_COMMON : LAST_COMMON);
    }
  }

  private static void setByJdk(Path path, long millis) throws IOException {
    // The JDK's fallback for a negative time with a fraction is 1970.
    FileTime time =
        millis < 0
            ? FileTime.from(Math.floorDiv(millis, 1000L), TimeUnit.SECONDS)
            : FileTime.fromMillis(millis);
    Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .setTimes(time, null, null);
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Returns whether a file that was given the time {@code offered} may have {@code stored}: file
   * systems round times to their granularity, and limit or wrap those outside of their range.
   */
  public static boolean matches(long stored, long offered) {
    if (stored == offered) {
      return true;
    }
    if (stored == Entry.UNKNOWN_TIME || offered == Entry.UNKNOWN_TIME) {
      return false;
    }
    if (!isCommon(stored) && !isCommon(offered)) {
      return true;
    }
    for (long granularity : GRANULARITIES) {
      if (stored % granularity == 0 && Math.abs(stored - offered) < granularity) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether every file system can hold the time. */
  private static boolean isCommon(long millis) {
    return millis > FIRST_COMMON && millis < LAST_COMMON;
  }
}
