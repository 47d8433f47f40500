package io.p2pcopy.transfer.run;

import io.p2pcopy.transfer.TransferProgress;
import io.p2pcopy.transfer.wire.FileEntry;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** What has been done so far on one side; counted by several threads. */
public final class TransferCounters {

  public final AtomicLong total = new AtomicLong();
  public final AtomicLong files = new AtomicLong();
  public final AtomicLong done = new AtomicLong();
  public final AtomicLong there = new AtomicLong();
  public final AtomicLong checked = new AtomicLong();
  public final AtomicLong carried = new AtomicLong();
  public final AtomicLong filesDone = new AtomicLong();
  public final AtomicLong failed = new AtomicLong();
  public final AtomicLong again = new AtomicLong();

  /** Files the end of which has been sent over this channel, and their bytes. */
  public final AtomicLong sentFiles = new AtomicLong();

  public final AtomicLong sentBytes = new AtomicLong();

  /** Files that the receiver did not ask for over this channel. */
  public final AtomicLong unwantedFiles = new AtomicLong();

  /** Entries that the receiver has skipped. */
  private final BitSet skipped = new BitSet();

  private long shownDone;
  private long shownCarried;
  private String path = "";
  private long fileDone;
  private long fileSize;

  /** Begins to count another transfer. */
  public synchronized void reset() {
    for (AtomicLong counter :
        List.of(total, files, done, there, checked, carried, filesDone, failed, again)) {
      counter.set(0);
    }
    skipped.clear();
    shownDone = 0;
    shownCarried = 0;
    path = "";
    fileDone = 0;
    fileSize = 0;
  }

  /**
   * Begins to count anew what another channel tells again. What the one before still held when it
   * was lost was never carried.
   */
  public synchronized void beginChannel() {
    done.set(0);
    filesDone.set(0);
    failed.set(0);
    sentFiles.set(0);
    sentBytes.set(0);
    unwantedFiles.set(0);
    carried.set(shownCarried);
  }

  /** Counts an entry as skipped; returns whether it was not counted before. */
  public synchronized boolean skip(long entry) {
    boolean first = !skipped.get((int) entry);
    skipped.set((int) entry);
    return first;
  }

  /** An entry is sent that another run of the receiver may have skipped. */
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

  /** Counts content of the file that is under way. */
  public void add(long bytes) {
    done.addAndGet(bytes);
    synchronized (this) {
      fileDone += bytes;
    }
  }

  /** Counts content of the file that is under way and had been there before. */
  public void addThere(long bytes) {
    there.addAndGet(bytes);
    add(bytes);
  }

  /**
   * Returns what has been done.
   *
   * @param waiting bytes of it that this side still holds, in the channel's queue
   */
  public synchronized TransferProgress snapshot(long waiting) {
    // A block is counted a moment before or after it is in the queue: nothing is taken back.
    shownDone = Math.max(shownDone, done.get() - waiting);
    shownCarried = Math.max(shownCarried, carried.get() - waiting);
    return new TransferProgress(
        shownDone,
        Math.max(total.get(), done.get()),
        there.get(),
        checked.get(),
        shownCarried,
        filesDone.get(),
        files.get(),
        failed.get(),
        again.get(),
        path,
        Math.max(0, fileDone - waiting),
        fileSize);
  }
}
