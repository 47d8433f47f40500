package io.p2pcopy.transfer.source;

import io.p2pcopy.transfer.file.EntryRecord;
import io.p2pcopy.transfer.file.RecordSpool;
import io.p2pcopy.transfer.wire.Entry;
import io.p2pcopy.transfer.wire.FailureCode;
import io.p2pcopy.transfer.wire.FileEntry;
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Files and directories of this machine, in a list that lies on disk. */
public final class SourceTree implements Source {

  /** In place of the number of a directory: the person named the file itself. */
  static final int NAMED_FILE = -1;

  private final RecordSpool entries;
  private final SourceTotals totals;
  private final Skipped skipped;
  private final SourceDirectories directories;

  SourceTree(
      RecordSpool entries, SourceTotals totals, Skipped skipped, SourceDirectories directories) {
    this.entries = entries;
    this.directories = directories;
    this.totals = totals;
    this.skipped = skipped;
  }

  /**
   * Walks the trees and lists what is to be sent.
   *
   * @param roots files and directories, which get the names by which they are given; links among
   *     them are followed
   * @throws LocalFailureException {@code FILE} if one of the roots cannot be read, or two have the
   *     same name
   * @throws InterruptedException if the thread was interrupted
   */
  public static SourceTree scan(List<Path> roots, SourceOptions options)
      throws LocalFailureException, InterruptedException {
    return TreeWalk.of(roots, options);
  }

  @Override
  public SourceTotals totals() {
    return totals;
  }

  @Override
  public Skipped skipped() {
    return skipped;
  }

  @Override
  public Entry entry(long number) throws LocalFailureException {
    try {
      return EntryRecord.read(record(number));
    } catch (IOException e) {
      throw listFailure(e);
    }
  }

  @Override
  public SourceFile open(long number) throws LocalFailureException {
    Path path;
    int root;
    try {
      DataInputStream record = record(number);
      Entry entry = EntryRecord.read(record);
      if (!(entry instanceof FileEntry)) {
        throw new IllegalArgumentException("entry " + number + " is not a file");
      }
      root = record.readInt();
      path = DiskPath.read(record);
    } catch (IOException e) {
      throw listFailure(e);
    }
    if (root == NAMED_FILE) {
      return DiskFile.open(path);
    }
    try (SourceDirectories.Reached reached = directories.reach(root, path, true)) {
      return DiskFile.open(path, reached);
    } catch (IOException e) {
      throw LocalFailureException.file(path, "read", e);
    }
  }

  @Override
  public void close() {
    directories.close();
    try {
      entries.close();
    } catch (IOException e) {
      // Nothing in it is needed any more.
    }
  }

  static LocalFailureException listFailure(IOException cause) {
    return new LocalFailureException(
        FailureCode.FILE,
        "The list of files could not be kept in the directory for temporary files: "
            + cause.getMessage()
            + ".",
        cause);
  }

  /** Two threads may ask: one that reads files, and one that listens to the receiver. */
  private synchronized DataInputStream record(long number) throws IOException {
    return new DataInputStream(new ByteArrayInputStream(entries.get(number)));
  }
}
