package io.p2pcopy.transfer.target;

import io.p2pcopy.transfer.wire.DirectoryEntry;
import io.p2pcopy.transfer.wire.Entry;
import io.p2pcopy.transfer.wire.FailureCode;
import io.p2pcopy.transfer.wire.FileEntry;
import io.p2pcopy.transfer.wire.LinkEntry;
import io.p2pcopy.transfer.wire.LocalFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory of this machine that a transfer goes into. */
public final class TargetTree implements Target {

  private final Path directory;
  private final TargetOptions options;
  private final OfferedList list;

  private TargetTree(Path directory, TargetOptions options, OfferedList list) {
    this.directory = directory;
    this.options = options;
    this.list = list;
  }

  /**
   * Opens a directory, which must exist.
   *
   * @throws LocalFailure {@code FILE} if it does not, or cannot be written to
   */
  public static TargetTree open(Path directory, TargetOptions options) throws LocalFailure {
    Path absolute = directory.toAbsolutePath();
    if (!Files.isDirectory(absolute)) {
      throw new LocalFailure(FailureCode.FILE, directory + " is not a directory.");
    }
    return new TargetTree(absolute, options, OfferedList.create(NameHash.random()));
  }

  @Override
  public void add(Entry entry) throws LocalFailure {
    list.add(entry);
  }

  @Override
  public TargetTotals listed() throws LocalFailure {
    long files = 0;
    long directories = 0;
    long links = 0;
    long bytes = 0;
    for (long number = 0; number < list.count(); number++) {
      Entry entry = list.entry(number);
      if (entry instanceof FileEntry file) {
        files++;
        bytes += Math.max(0, file.size());
      } else if (entry instanceof DirectoryEntry) {
        directories++;
      } else {
        links++;
      }
    }
    return new TargetTotals(files, directories, links, bytes, false, 0, 0, 0, 0, 0);
  }

  @Override
  public Placement placement(long number) throws LocalFailure {
    Entry entry = list.entry(number);
    var path = new StringBuilder();
    for (String component : entry.path().split("/", -1)) {
      path.append(path.length() == 0 ? "" : "/").append(SafeName.of(component));
    }
    return new Placement(number, entry, path.toString(), Placement.State.NEW);
  }

  @Override
  public void checkSpace() throws LocalFailure {}

  @Override
  public void accept() throws LocalFailure {}

  @Override
  public Want want(long number) throws LocalFailure {
    return Want.ALL;
  }

  @Override
  public TargetFile begin(long number) throws LocalFailure {
    Path path = directory.resolve(placement(number).path());
    try {
      Files.createDirectories(path.resolveSibling(""));
      return PartialFile.create(directory, path);
    } catch (IOException e) {
      throw DiskFull.failure(directory, path, "created", e);
    }
  }

  @Override
  public void finish(boolean complete) throws LocalFailure {
    for (long number = 0; number < list.count(); number++) {
      Placement placement = placement(number);
      if (placement.entry() instanceof LinkEntry && !options.links()) {
        continue;
      }
      if (placement.entry() instanceof DirectoryEntry) {
        Path path = directory.resolve(placement.path());
        try {
          Files.createDirectories(path);
        } catch (IOException e) {
          throw DiskFull.failure(directory, path, "created", e);
        }
      }
    }
  }

  @Override
  public void close() {
    list.close();
  }
}
