package io.p2pcopy.transfer.target;

import io.p2pcopy.transfer.wire.DirectoryEntry;
import io.p2pcopy.transfer.wire.FileEntry;

/** Sums up a list while its entries are placed. */
final class PlacingTotals {

  /** Each file takes whole blocks of a disk, which have this size nearly everywhere. */
  private static final long DISK_BLOCK = 4096;

  private long files;
  private long directories;
  private long links;
  private long bytes;
  private long unsized;
  private long present;
  private long partial;
  private long skipped;
  private long renamed;
  private long changed;
  private long bytesThere;
  private long bytesNeeded;

  /**
   * Counts an entry.
   *
   * @param there how many bytes of it may be there
   */
  void add(Place place, long there) {
    Placement placement = place.placement();
    if (placement.entry() instanceof FileEntry file) {
      files++;
      unsized += file.size() < 0 ? 1 : 0;
      addFile(placement.state(), file, there);
    } else if (placement.entry() instanceof DirectoryEntry) {
      directories++;
      bytesNeeded += DISK_BLOCK;
    } else {
      links++;
    }
    skipped += placement.state() == Placement.State.SKIPPED ? 1 : 0;
    renamed += placement.renamed() ? 1 : 0;
    changed += placement.sourceChanged() ? 1 : 0;
  }

  /** Returns how much space what is missing takes. */
  long bytesNeeded() {
    return bytesNeeded;
  }

  TargetTotals result(boolean resumed) {
    return new TargetTotals(
        files,
        directories,
        links,
        bytes,
        unsized,
        resumed,
        present,
        partial,
        skipped,
        renamed,
        changed,
        bytesThere);
  }

  private void addFile(Placement.State state, FileEntry file, long there) {
    long size = Math.max(0, file.size());
    bytes += size;
    bytesThere += there;
    present += state == Placement.State.PRESENT ? 1 : 0;
    partial += state == Placement.State.PARTIAL ? 1 : 0;
    if (state != Placement.State.SKIPPED && state != Placement.State.BLOCKED) {
      // The part that is there may have had some of the holes in it: then a little more is needed.
      long missing = Math.max(0, size - file.holes() - there);
      bytesNeeded += (missing + DISK_BLOCK - 1) / DISK_BLOCK * DISK_BLOCK;
    }
  }
}
