package io.p2pcopy.transfer.source;

import io.p2pcopy.transfer.wire.Entry;
import io.p2pcopy.transfer.wire.FileEntry;
import java.io.InputStream;

/** A pipe as the only file of a transfer. */
public final class SourceStream implements Source {

  private final FileEntry entry;
  private final StreamFile file;

  private SourceStream(FileEntry entry, StreamFile file) {
    this.entry = entry;
    this.file = file;
  }

  /** Sends what comes out of {@code in} as a file of this name. The stream is not closed. */
  public static SourceStream of(String name, InputStream in) {
    var entry = new FileEntry(name, FileEntry.UNKNOWN_SIZE, Entry.UNKNOWN_TIME, Entry.UNKNOWN_MODE);
    return new SourceStream(entry, new StreamFile(in));
  }

  @Override
  public SourceTotals totals() {
    return new SourceTotals(1, 0, 0, 0, 1);
  }

  @Override
  public Skipped skipped() {
    return Skipped.NOTHING;
  }

  @Override
  public Entry entry(long number) {
    if (number != 0) {
      throw new IndexOutOfBoundsException("entry " + number + " of a stream");
    }
    return entry;
  }

  /** Returns the same file each time, since a pipe can be read only once. */
  @Override
  public SourceFile open(long number) {
    entry(number);
    return file;
  }

  @Override
  public void close() {}
}
