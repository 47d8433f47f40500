package io.p2pcopy.transfer.run;

import io.p2pcopy.transfer.TransferProgress;
import io.p2pcopy.transfer.wire.FileEntry;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the progress of one side. Thread-safe. */
public final class TransferCounters {

  public final AtomicLong total = new AtomicLong();
  public final AtomicLong files = new AtomicLong();
  public final AtomicLong done = new AtomicLong();
  public final AtomicLong present = new AtomicLong();
  public final AtomicLong checked = new AtomicLong();
  public final AtomicLong transferred = new AtomicLong();
  public final AtomicLong filesDone = new AtomicLong();
  public final AtomicLong failed = new AtomicLong();
  public final AtomicLong resent = new AtomicLong();

  /** Files sent completely over this channel, and their bytes. */
  public final AtomicLong sentFiles = new AtomicLong();

  public final AtomicLong sentBytes = new AtomicLong();

  /** Files that the receiver did not request over this channel. */
  public final AtomicLong unwantedFiles = new AtomicLong();

  /** Entries that the receiver has skipped. */
  private final BitSet skipped = new BitSet();

  private long reportedDone;
  private long reportedTransferred;
  private String path = "";
  private long fileDone;
  private long fileSize;

  /** Resets all counters for another transfer. */
  public synchronized void reset() {
    for (AtomicLong counter :
        List.of(total, files, done, present, checked, transferred, filesDone, failed, resent)) {
      counter.set(0);
    }
    skipped.clear();
    reportedDone = 0;
    reportedTransferred = 0;
    path = "";
    fileDone = 0;
    fileSize = 0;
  }

  /**
   * Resets the counters that a new channel counts from the start. Bytes that were still queued when
   * the old channel was lost do not count as transferred.
   */
  public synchronized void beginChannel() {
    done.set(0);
    filesDone.set(0);
    failed.set(0);
    sentFiles.set(0);
    sentBytes.set(0);
    unwantedFiles.set(0);
    transferred.set(reportedTransferred);
  }

  /** Counts an entry as skipped; returns false if it was counted before. */
  public synchronized boolean skip(long entry) {
    boolean first = !skipped.get((int) entry);
    skipped.set((int) entry);
    return first;
  }

  /**
   * Takes back {@link #skip}: a new run of the receiver may request an entry that an earlier one
   * skipped.
   */
  public synchronized void unskip(long entry) {
    skipped.clear((int) entry);
  }

  public synchronized boolean isSkipped(long entry) {
    return skipped.get((int) entry);
  }

  public synchronized long skipped() {
    return skipped.cardinality();
  }

  public synchronized void file(FileEntry file, String shownPath) {
    path = shownPath;
    fileDone = 0;
    fileSize = file.size();
  }

  /** Counts content of the current file. */
  public void add(long bytes) {
    done.addAndGet(bytes);
    synchronized (this) {
      fileDone += bytes;
    }
  }

  /** Counts content of the current file that the receiver already has. */
  public void addPresent(long bytes) {
    present.addAndGet(bytes);
    add(bytes);
  }

  /**
   * Returns the current progress.
   *
   * @param buffered counted bytes that are still in the channel's send queue
   */
  public synchronized TransferProgress snapshot(long buffered) {
    // A block is counted shortly before or after it is queued; progress must never go backwards.
    reportedDone = Math.max(reportedDone, done.get() - buffered);
    reportedTransferred = Math.max(reportedTransferred, transferred.get() - buffered);
    return new TransferProgress(
        reportedDone,
        Math.max(total.get(), done.get()),
        present.get(),
        checked.get(),
        reportedTransferred,
        filesDone.get(),
        files.get(),
        failed.get(),
        resent.get(),
        path,
        Math.max(0, fileDone - buffered),
        fileSize);
  }
}
