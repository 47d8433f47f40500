package io.p2pcopy.transfer.target;

import io.p2pcopy.transfer.file.FileHoles;
import io.p2pcopy.transfer.wire.Blocks;
import io.p2pcopy.transfer.wire.FileEntry;
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file that is being received, stored next to its final path. If a complete file already has the
 * path, blocks are compared with it first, and the partial file is created only when one differs.
 */
final class PartialFile implements TargetFile {

  /** What happens to a file outside of its content. */
  interface Naming {

    /** Makes the partial file of an entry that has none. */
    Partial make() throws IOException;

    /** Gives the complete file its name. */
    Stored take(String partial, FileEntry as, byte[] root)
        throws IOException, LocalFailureException, InterruptedException;

    /** Notes that nothing had to be written. */
    void untouched(String path, FileEntry as, byte[] root) throws IOException;

    /** Notes that the partial file of that path was closed; {@code deleted} if it was empty. */
    void closed(String partial, boolean deleted);
  }

  /**
   * A partial file that is open.
   *
   * @param key tells it from every other file, {@code null} where the system has nothing that does
   */
  record Partial(String path, FileChannel channel, @Nullable Object key) {

    static Partial of(TargetDirectory directory, String path, FileChannel channel)
        throws IOException {
      BasicFileAttributes attributes = directory.look(path);
      return new Partial(path, channel, attributes == null ? null : attributes.fileKey());
    }
  }

  /** Files from this size on wait for the disk one by one; smaller ones do so together. */
  private static final long FORCED_ALONE = Blocks.SIZE;

  /** Smaller files are read faster than their holes are found. */
  private static final long WORTH_SEEKING = 16L * Blocks.SIZE;

  private static final byte[] ZEROS = new byte[Blocks.SIZE];

  private final TargetDirectory directory;
  private final FileEntry entry;
  private final String path;
  private final Naming naming;
  private final @Nullable FileChannel present;
  private final @Nullable BasicFileAttributes presentThen;
  private @Nullable Partial partial;

  /** Of the complete file, and of the partial file. */
  private @Nullable FileHoles presentHoles;

  private @Nullable FileHoles partialHoles;

  /** How many blocks from the first on were kept while there was only the complete file. */
  private long kept;

  /** Set when it is sealed. */
  private @Nullable FileEntry complete;

  private byte[] completeRoot = new byte[0];
  private volatile @Nullable LocalFailureException notForced;
  private boolean finished;

  private PartialFile(
      TargetDirectory directory,
      FileEntry entry,
      String path,
      Naming naming,
      @Nullable FileChannel present,
      @Nullable Partial partial)
      throws IOException {
    this.directory = directory;
    this.entry = entry;
    this.path = path;
    this.naming = naming;
    this.present = present;
    this.partial = partial;
    presentThen = present == null ? null : directory.look(path);
  }

  /** Begins with a partial file, new or from an earlier attempt. */
  static PartialFile of(
      TargetDirectory directory, FileEntry entry, String path, Naming naming, Partial partial)
      throws IOException {
    return new PartialFile(directory, entry, path, naming, null, partial);
  }

  /** Begins with the complete file that has that path. */
  static PartialFile comparing(
      TargetDirectory directory, FileEntry entry, String path, Naming naming, FileChannel present)
      throws IOException {
    return new PartialFile(directory, entry, path, naming, present, null);
  }

  @Override
  public long presentBlocks() {
    try {
      long size = there().size();
      boolean whole = present != null || size == entry.size();
      long blocks = whole ? Blocks.count(size) : size / Blocks.SIZE;
      return entry.size() < 0 ? blocks : Math.min(blocks, Blocks.count(entry.size()));
    } catch (IOException e) {
      return 0;
    }
  }

  @Override
  public long presentHoles(long block) {
    try {
      FileChannel channel = there();
      return holesIn(channel, block, channel.size());
    } catch (IOException e) {
      return 0;
    }
  }

  @Override
  public int readPresent(long block, byte[] into) throws LocalFailureException {
    return readFrom(there(), block, into);
  }

  @Override
  public void check() throws LocalFailureException {
    Partial written = partial;
    if (written == null) {
      return;
    }
    try {
      check(written);
    } catch (IOException e) {
      throw failure("written", e);
    }
  }

  private void check(Partial written) throws IOException {
    BasicFileAttributes now = directory.look(written.path());
    boolean same = now != null && Objects.equals(now.fileKey(), written.key());
    if (!same) {
      throw new IOException("its partial file was moved or deleted");
    }
  }

  @Override
  public void write(long block, byte[] content, int offset, int length)
      throws LocalFailureException {
    writeTo(partial(), Blocks.offset(block), ByteBuffer.wrap(content, offset, length));
  }

  @Override
  public void hole(long block, long count) throws LocalFailureException {
    FileChannel channel = partial();
    try {
      // What lies behind the end becomes a hole when the file is extended.
      long size = channel.size();
      for (long next = block; next < block + count; next++) {
        long start = Blocks.offset(next);
        if (start >= size) {
          break;
        }
        long holes = holesIn(channel, next, size);
        if (holes > 0) {
          next += holes - 1;
          continue;
        }
        int length = (int) Math.min(Blocks.SIZE, size - start);
        if (!isZero(channel, next, length)) {
          writeTo(channel, start, ByteBuffer.wrap(ZEROS, 0, length));
        }
      }
    } catch (IOException e) {
      throw failure("written", e);
    }
  }

  @Override
  public void keep(long block, long count) throws LocalFailureException {
    FileChannel complete = present;
    if (complete == null) {
      return;
    }
    if (partial == null && block == kept) {
      kept += count;
      return;
    }
    copy(complete, partial(), block, count);
  }

  @Override
  public int read(long block, byte[] into) throws LocalFailureException {
    return readFrom(there(), block, into);
  }

  @Override
  public boolean seal(long size, long modifiedMillis, byte[] root) throws LocalFailureException {
    complete = new FileEntry(entry.path(), size, modifiedMillis, entry.mode());
    completeRoot = root;
    boolean done = false;
    try {
      if (partial == null && isWhole(size)) {
        done = true;
        return false;
      }
      FileChannel channel = partial();
      setSize(channel, size);
      setModified(requirePartial().path(), modifiedMillis);
      boolean large = size >= FORCED_ALONE;
      if (large) {
        channel.force(true);
      }
      channel.close();
      done = true;
      return !large;
    } catch (IOException e) {
      throw failure("written", e);
    } finally {
      if (!done) {
        close();
      }
    }
  }

  /**
   * Waits until the sealed file is on the disk. May run beside everything else. What goes wrong
   * with this file alone is thrown by {@link #name}.
   */
  void force() throws LocalFailureException {
    Partial written = partial;
    if (written == null) {
      return;
    }
    try (FileChannel channel = directory.openPrivate(written.path())) {
      channel.force(true);
    } catch (IOException e) {
      LocalFailureException failure = failure("written", e);
      if (!failure.code().concernsEntry()) {
        throw failure;
      }
      notForced = failure;
    }
  }

  @Override
  public Stored name() throws LocalFailureException, InterruptedException {
    FileEntry as = complete;
    if (as == null) {
      throw new IllegalStateException("The file is not sealed.");
    }
    Partial written = partial;
    LocalFailureException unforced = notForced;
    try {
      if (unforced != null) {
        throw unforced;
      }
      if (written == null) {
        naming.untouched(path, as, completeRoot);
        finished = true;
        return new Stored(path, as.size(), true, false);
      }
      setPermissions(written);
      Stored stored = naming.take(written.path(), as, completeRoot);
      finished = true;
      return stored;
    } catch (IOException e) {
      throw failure("written", e);
    } finally {
      close();
    }
  }

  @Override
  public void close() {
    closeQuietly(present);
    closeQuietly(presentHoles);
    closeQuietly(partialHoles);
    Partial open = partial;
    if (open == null) {
      return;
    }
    partial = null;
    boolean empty = false;
    try {
      empty = !finished && open.channel().isOpen() && open.channel().size() == 0;
      open.channel().close();
      if (empty) {
        directory.deletePartial(open.path());
      }
    } catch (IOException e) {
      // What was written until then is kept.
    }
    naming.closed(open.path(), empty || finished);
  }

  private FileChannel there() {
    return partial == null && present != null ? present : requirePartial().channel();
  }

  private Partial requirePartial() {
    if (partial == null) {
      throw new IllegalStateException("The file is closed.");
    }
    return partial;
  }

  /** Returns the partial file; makes it first if all that came is what is there. */
  private FileChannel partial() throws LocalFailureException {
    if (partial == null && present != null && !finished) {
      try {
        partial = naming.make();
      } catch (IOException e) {
        throw failure("written", e);
      }
      copy(present, partial.channel(), 0, kept);
      requireUntouched();
    }
    return requirePartial().channel();
  }

  private boolean isWhole(long size) throws IOException {
    return present != null && present.size() == size && kept == Blocks.count(size) && isUntouched();
  }

  private void requireUntouched() throws LocalFailureException {
    try {
      if (!isUntouched()) {
        throw new IOException("it was changed meanwhile");
      }
    } catch (IOException e) {
      throw failure("compared", e);
    }
  }

  /** The complete file belongs to somebody who may be using it. */
  private boolean isUntouched() throws IOException {
    BasicFileAttributes now = directory.look(path);
    return now != null
        && presentThen != null
        && now.size() == presentThen.size()
        && now.lastModifiedTime().equals(presentThen.lastModifiedTime());
  }

  private void copy(FileChannel from, FileChannel to, long block, long count)
      throws LocalFailureException {
    byte[] buffer = new byte[Blocks.SIZE];
    for (long next = block; next < block + count; next++) {
      long holes = Math.min(holesIn(from, next), block + count - next);
      if (holes > 0) {
        hole(next, holes);
        next += holes - 1;
        continue;
      }
      int length = readFrom(from, next, buffer);
      boolean zero = Arrays.equals(buffer, 0, length, ZEROS, 0, length);
      if (zero && length == Blocks.SIZE) {
        hole(next, 1);
      } else {
        writeTo(to, Blocks.offset(next), ByteBuffer.wrap(buffer, 0, length));
      }
    }
  }

  private long holesIn(FileChannel channel, long block) throws LocalFailureException {
    try {
      return holesIn(channel, block, channel.size());
    } catch (IOException e) {
      throw failure("read", e);
    }
  }

  /** Returns how many whole blocks from this one on are in a hole. */
  private long holesIn(FileChannel channel, long block, long size) {
    if (size < WORTH_SEEKING) {
      return 0;
    }
    long end = holes(channel).end(Blocks.offset(block), size);
    return Math.max(0, end / Blocks.SIZE - block);
  }

  private FileHoles holes(FileChannel channel) {
    FileHoles known = channel == present ? presentHoles : partialHoles;
    if (known != null) {
      return known;
    }
    if (channel == present) {
      BasicFileAttributes then = presentThen;
      known = directory.holes(path, then == null ? null : then.fileKey());
      presentHoles = known;
    } else {
      Partial written = requirePartial();
      known = directory.holes(written.path(), written.key());
      partialHoles = known;
    }
    return known;
  }

  private boolean isZero(FileChannel channel, long block, int length) throws LocalFailureException {
    byte[] buffer = new byte[Blocks.SIZE];
    int read = readFrom(channel, block, buffer);
    return read >= length && Arrays.equals(buffer, 0, length, ZEROS, 0, length);
  }

  private void writeTo(FileChannel channel, long position, ByteBuffer content)
      throws LocalFailureException {
    long next = position;
    try {
      while (content.hasRemaining()) {
        next += channel.write(content, next);
      }
    } catch (IOException e) {
      throw failure("written", e);
    }
  }

  private int readFrom(FileChannel channel, long block, byte[] into) throws LocalFailureException {
    ByteBuffer buffer = ByteBuffer.wrap(into, 0, Blocks.SIZE);
    long start = Blocks.offset(block);
    try {
      while (buffer.hasRemaining() && channel.read(buffer, start + buffer.position()) >= 0) {}
    } catch (IOException e) {
      throw failure("read", e);
    }
    return buffer.position();
  }

  private static void setSize(FileChannel channel, long size) throws IOException {
    long written = channel.size();
    if (written < size) {
      channel.write(ByteBuffer.allocate(1), size - 1);
    } else if (written > size) {
      channel.truncate(size);
    }
  }

  /** Just before it gets its name: until then, it is for its owner alone. */
  private void setPermissions(Partial written) throws IOException {
    int permissions = directory.permissions(entry.mode(), false);
    check(written);
    try {
      // Without the right to read it, its owner could not resume or verify it.
      directory.setPermissions(
          written.path(), permissions | Permissions.OWNER_READS, written.key());
    } catch (IOException e) {
      // Not every file system takes all permissions. The content matters more.
    }
  }

  private void setModified(String partialPath, long modifiedMillis) {
    try {
      directory.setModified(partialPath, modifiedMillis);
    } catch (IOException e) {
      // Not every file system takes every time. The content matters more than its date.
    }
  }

  private static void closeQuietly(@Nullable FileHoles holes) {
    if (holes != null) {
      holes.close();
    }
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // It was only read.
    }
  }

  private LocalFailureException failure(String verb, IOException cause) {
    return directory.failure(path, verb, cause);
  }
}
