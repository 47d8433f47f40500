package io.p2pcopy.transfer.source;

import io.p2pcopy.transfer.file.RecordSpool;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * What is in a directory, in order. Directories with very many names are sorted in parts that lie
 * on disk, and merged.
 */
final class SortedChildren implements AutoCloseable {

  static final int IN_MEMORY = 50_000;

  /** A sorted part and the next path in it. */
  private static final class Run {

    private final RecordSpool paths;
    private long next;
    private Path head;

    Run(RecordSpool paths) throws IOException {
      this.paths = paths;
      head = read();
    }

    Path head() {
      return head;
    }

    boolean advance() throws IOException {
      if (next == paths.count()) {
        return false;
      }
      head = read();
      return true;
    }

    private Path read() throws IOException {
      var record = new DataInputStream(new ByteArrayInputStream(paths.get(next)));
      next++;
      return DiskPath.read(record);
    }
  }

  private final int inMemory;
  private final List<RecordSpool> spools = new ArrayList<>();
  private final PriorityQueue<Run> runs = new PriorityQueue<>(Comparator.comparing(Run::head));
  private List<Path> paths = new ArrayList<>();
  private int position;

  private SortedChildren(int inMemory) {
    this.inMemory = inMemory;
  }

  /**
   * Reads a directory. What cannot be read of it is noted.
   *
   * @param directory its absolute path, under which its children are returned
   * @param opened the path for system calls
   */
  static SortedChildren of(Path directory, Path opened, SkippedNotes notes) throws IOException {
    return of(directory, opened, notes, IN_MEMORY);
  }

  static SortedChildren of(Path directory, Path opened, SkippedNotes notes, int inMemory)
      throws IOException {
    var children = new SortedChildren(inMemory);
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(opened)) {
      for (Path child : stream) {
        children.add(directory.resolve(Objects.requireNonNull(child.getFileName())));
      }
    } catch (SpoolException e) {
      children.close();
      throw e;
    } catch (IOException e) {
      notes.unreadable(directory, e);
    } catch (DirectoryIteratorException e) {
      notes.unreadable(directory, Objects.requireNonNull(e.getCause()));
    }
    children.paths.sort(null);
    return children;
  }

  /** Returns the next path, {@code null} after the last. */
  @Nullable Path next() throws IOException {
    Run run = runs.peek();
    boolean inMemoryFirst =
        position < paths.size() && (run == null || paths.get(position).compareTo(run.head()) < 0);
    if (inMemoryFirst) {
      return paths.get(position++);
    }
    if (run == null) {
      return null;
    }
    runs.remove();
    Path path = run.head();
    if (run.advance()) {
      runs.add(run);
    }
    return path;
  }

  @Override
  public void close() throws IOException {
    for (RecordSpool spool : spools) {
      spool.close();
    }
  }

  private void add(Path path) throws SpoolException {
    paths.add(path);
    if (paths.size() < inMemory) {
      return;
    }
    paths.sort(null);
    try {
      RecordSpool spool = RecordSpool.create();
      spools.add(spool);
      for (Path sorted : paths) {
        var record = new ByteArrayOutputStream();
        DiskPath.write(sorted, new DataOutputStream(record));
        spool.append(record.toByteArray());
      }
      runs.add(new Run(spool));
    } catch (IOException e) {
      throw new SpoolException(e);
    }
    paths = new ArrayList<>();
  }

  /** A temporary file, not the directory, failed. */
  private static final class SpoolException extends IOException {

    private static final long serialVersionUID = 1L;

    SpoolException(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }
}
