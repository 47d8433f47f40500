package io.p2pcopy.cli.progress;

import org.jspecify.annotations.Nullable;

/**
 * How far a transfer is.
 *
 * @param done bytes that are there, those of an earlier attempt included
 * @param total bytes in all, or {@link #UNKNOWN}
 * @param moved bytes of content that this attempt has transferred
 * @param entry how many files have been begun
 * @param entries how many files there are
 * @param name the file that is being transferred, not escaped; null between files
 * @param fileDone bytes of this file that are there
 * @param fileTotal this file's size, or {@link #UNKNOWN}
 */
public record Progress(
    long done,
    long total,
    long moved,
    long entry,
    long entries,
    @Nullable String name,
    long fileDone,
    long fileTotal) {

  static final long UNKNOWN = -1;

  /** Returns the progress of a transfer of one file, without its name. */
  static Progress ofOneFile(long done, long total) {
    return new Progress(done, total, done, 1, 1, null, done, total);
  }

  /** Returns the same for content of which nobody knows how much there is. */
  public Progress withoutTotal() {
    return new Progress(done, UNKNOWN, moved, entry, entries, name, fileDone, fileTotal);
  }

  /** Returns from 0 to 1 how much is there; 1 if nothing is to be done. */
  double part() {
    return part(done, total);
  }

  double filePart() {
    return part(fileDone, fileTotal);
  }

  private static double part(long done, long total) {
    return total == 0 ? 1 : Math.max(0, Math.min(1, (double) done / total));
  }
}
