package io.p2pcopy.transfer.source;

import io.p2pcopy.transfer.file.EntryRecord;
import io.p2pcopy.transfer.file.RecordSpool;
import io.p2pcopy.transfer.wire.DirectoryEntry;
import io.p2pcopy.transfer.wire.Entry;
import io.p2pcopy.transfer.wire.FailureCode;
import io.p2pcopy.transfer.wire.FileEntry;
import io.p2pcopy.transfer.wire.LinkEntry;
import io.p2pcopy.transfer.wire.LocalFailure;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Walks trees depth first, each directory in the order of its names, and lists what it finds. */
final class TreeWalk {

  private final SourceOptions options;
  private final RecordSpool entries;
  private final SkippedNotes notes = new SkippedNotes();
  private SourceTotals totals = SourceTotals.NONE;

  private TreeWalk(SourceOptions options, RecordSpool entries) {
    this.options = options;
    this.entries = entries;
  }

  static SourceTree of(List<Path> roots, SourceOptions options)
      throws LocalFailure, InterruptedException {
    RecordSpool entries;
    try {
      entries = RecordSpool.create();
    } catch (IOException e) {
      throw SourceTree.listFailure(e);
    }
    try {
      var walk = new TreeWalk(options, entries);
      walk.walkRoots(roots);
      return new SourceTree(entries, walk.totals, walk.notes.skipped());
    } catch (IOException e) {
      closeQuietly(entries);
      throw SourceTree.listFailure(e);
    } catch (LocalFailure | InterruptedException | RuntimeException e) {
      closeQuietly(entries);
      throw e;
    }
  }

  private void walkRoots(List<Path> roots) throws IOException, LocalFailure, InterruptedException {
    Map<String, Path> named = new HashMap<>();
    for (Path root : roots) {
      RootName name = RootName.of(root);
      Path other = named.put(name.name(), root);
      if (other != null) {
        throw new LocalFailure(
            FailureCode.FILE,
            other
                + " and "
                + root
                + " would both be called \""
                + name.name()
                + "\". Send them one after the other, or rename one.");
      }
      walkRoot(name);
    }
  }

  private void walkRoot(RootName root) throws IOException, LocalFailure, InterruptedException {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(root.path(), PosixMode.attributes(root.path()));
    } catch (IOException e) {
      throw LocalFailure.file(root.path(), "read", e);
    }
    if (!attributes.isRegularFile() && !attributes.isDirectory()) {
      throw new LocalFailure(FailureCode.FILE, root.path() + " is neither a file nor a directory.");
    }
    if (!Files.isReadable(root.path())) {
      throw new LocalFailure(
          FailureCode.FILE, root.path() + " could not be read: permission denied.");
    }
    if (attributes.isRegularFile()) {
      addFile(root.path(), root.name(), attributes);
      return;
    }
    walkDirectory(root.path(), root.name(), attributes, 1);
  }

  private void walkDirectory(Path directory, String name, BasicFileAttributes attributes, int depth)
      throws IOException, InterruptedException {
    add(new DirectoryEntry(name, millis(attributes), PosixMode.of(attributes)), directory);
    totals = totals.plusDirectory();
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(children::add);
    } catch (IOException e) {
      notes.unreadable(directory, e);
    } catch (DirectoryIteratorException e) {
      notes.unreadable(directory, Objects.requireNonNull(e.getCause()));
    }
    children.sort(null);
    for (Path child : children) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      walkChild(child, name + "/" + child.getFileName(), depth + 1);
    }
  }

  private void walkChild(Path path, String name, int depth)
      throws IOException, InterruptedException {
    BasicFileAttributes attributes;
    try {
      attributes =
          Files.readAttributes(path, PosixMode.attributes(path), LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      notes.unreadable(path, e);
      return;
    }
    if (attributes.isSymbolicLink()) {
      addLink(path, name);
    } else if (attributes.isDirectory()) {
      walkDirectory(path, name, attributes, depth);
    } else if (attributes.isRegularFile()) {
      addFile(path, name, attributes);
    } else {
      notes.add(path + " is neither a file nor a directory.");
    }
  }

  private void addFile(Path path, String name, BasicFileAttributes attributes) throws IOException {
    if (!Files.isReadable(path)) {
      notes.add(path + " could not be read: permission denied.");
      return;
    }
    long size = attributes.size();
    add(new FileEntry(name, size, millis(attributes), PosixMode.of(attributes)), path);
    totals = totals.plusFile(size);
  }

  private void addLink(Path path, String name) throws IOException {
    if (!options.links()) {
      notes.add(path + " is a symbolic link.");
      return;
    }
    add(new LinkEntry(name, Files.readSymbolicLink(path).toString()), path);
    totals = totals.plusLink();
  }

  private void add(Entry entry, Path path) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var record = new DataOutputStream(bytes);
    EntryRecord.write(entry, record);
    DiskPath.write(path.toAbsolutePath(), record);
    entries.append(bytes.toByteArray());
  }

  private static long millis(BasicFileAttributes attributes) {
    return attributes.lastModifiedTime().toMillis();
  }

  private static void closeQuietly(RecordSpool spool) {
    try {
      spool.close();
    } catch (IOException e) {
      // What led here is the failure to tell.
    }
  }
}
