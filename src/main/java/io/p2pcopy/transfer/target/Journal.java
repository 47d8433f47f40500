package io.p2pcopy.transfer.target;

import io.p2pcopy.transfer.target.name.PartialName;
import io.p2pcopy.transfer.wire.FailureCode;
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a transfer has done so far, in the directory that it goes into, for the next attempt at it.
 *
 * <p>The file begins with two copies of a header (8 bytes of magic, 8 of salt, CRC32C); records
 * follow: the length of the content, the CRC32C of salt, length and content, each 4 bytes, and the
 * content. It is only appended to, and what is appended is with the system before the call returns,
 * so that it survives the process. Whatever is damaged is skipped. Names in it are checked as a
 * peer's are; nothing is believed without hashes.
 */
final class Journal implements AutoCloseable {

  /** Is told of records. */
  interface Visitor {
    void visit(Mark mark) throws IOException;
  }

  static final int HEADER = 20;
  static final int RECORD_HEADER = 8;
  private static final long MAGIC = 0x7032_7063_6a72_6e32L;
  private static final int MAX_CONTENT = 1 << 16;
  private static final int WINDOW = 1 << 17;

  private final TargetDirectory directory;
  private final String name;
  private final FileChannel channel;
  private final long salt;
  private final JournalIndex index;
  private final boolean resumed;
  private ByteBuffer buffer = ByteBuffer.allocate(4096);
  private long end;

  private Journal(
      TargetDirectory directory,
      String name,
      FileChannel channel,
      long salt,
      JournalIndex index,
      boolean resumed)
      throws IOException {
    this.directory = directory;
    this.name = name;
    this.channel = channel;
    this.salt = salt;
    this.index = index;
    this.resumed = resumed;
    end = channel.size();
  }

  /** Returns the name for a list; {@code number} is 0 unless other users' journals are there. */
  static String name(long topHash, int number) {
    String name = PartialName.JOURNAL_PREFIX + HexFormat.of().toHexDigits(topHash);
    return number == 0 ? name : name + "-" + number;
  }

  /**
   * Opens the journal that an earlier attempt left; {@code null} if there is none.
   *
   * @throws UnusableFileException if other users may have written what has the name
   */
  static @Nullable Journal resume(TargetDirectory directory, String name)
      throws IOException, LocalFailureException {
    if (directory.look(name) == null) {
      return null;
    }
    FileChannel channel = directory.openPrivate(name);
    try {
      lock(channel, directory.root());
      Long salt = readSalt(channel);
      if (salt == null) {
        // Nothing can have been recorded before the header was complete.
        channel.truncate(0);
        return begin(directory, name, channel);
      }
      JournalIndex index = JournalIndex.of(new RecordScan(channel, salt));
      return new Journal(directory, name, channel, salt, index, true);
    } catch (IOException | LocalFailureException e) {
      channel.close();
      throw e;
    }
  }

  static Journal create(TargetDirectory directory, String name)
      throws IOException, LocalFailureException {
    FileChannel channel = directory.createFile(name);
    try {
      lock(channel, directory.root());
      return begin(directory, name, channel);
    } catch (IOException | LocalFailureException e) {
      channel.close();
      throw e;
    }
  }

  /** Tells whether an earlier attempt left it. */
  boolean resumed() {
    return resumed;
  }

  /** Returns what was last recorded of that kind for an entry, before this run. */
  @Nullable Mark find(Mark.Kind kind, String path) throws IOException {
    return find(index, kind, path);
  }

  /** Goes through the partial files of entries that no attempt has finished, this one included. */
  void unfinished(Visitor visitor) throws IOException {
    try (JournalIndex all = JournalIndex.of(new RecordScan(channel, salt))) {
      var records = new RecordScan(channel, salt);
      for (Mark mark = records.next(); mark != null; mark = records.next()) {
        boolean partial = mark.kind() == Mark.Kind.PARTIAL;
        if (partial && find(all, Mark.Kind.FINISHED, mark.path()) == null) {
          visitor.visit(mark);
        }
      }
    }
  }

  void append(Mark mark) throws IOException {
    byte[] content = mark.encode();
    int length = RECORD_HEADER + content.length;
    if (buffer.capacity() < length) {
      buffer = ByteBuffer.allocate(2 * length);
    }
    buffer.clear().putInt(content.length).putInt(crc(salt, content)).put(content).flip();
    long position = end;
    while (buffer.hasRemaining()) {
      position += channel.write(buffer, position);
    }
    end = position;
  }

  /** Waits until all that was appended is on the disk. */
  void force() throws IOException {
    channel.force(false);
  }

  /** The transfer is complete. */
  void delete() throws IOException {
    close();
    directory.deleteOwn(name);
  }

  @Override
  public void close() throws IOException {
    index.close();
    channel.close();
  }

  private static Journal begin(TargetDirectory directory, String name, FileChannel channel)
      throws IOException {
    long salt = new SecureRandom().nextLong();
    ByteBuffer header = ByteBuffer.allocate(2 * HEADER);
    for (int copy = 0; copy < 2; copy++) {
      header.putLong(MAGIC).putLong(salt).putInt(headerCrc(salt));
    }
    header.flip();
    while (header.hasRemaining()) {
      channel.write(header, header.position());
    }
    return new Journal(directory, name, channel, salt, JournalIndex.empty(), false);
  }

  private static void lock(FileChannel channel, Path directory)
      throws IOException, LocalFailureException {
    boolean locked;
    try {
      locked = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      locked = false;
    }
    if (!locked) {
      throw new LocalFailureException(
          FailureCode.FILE, "Another p2pcopy is receiving the same into " + directory + ".");
    }
  }

  private static @Nullable Long readSalt(FileChannel channel) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(2 * HEADER);
    while (header.hasRemaining() && channel.read(header, header.position()) >= 0) {}
    for (int copy = 0; copy < 2; copy++) {
      int start = copy * HEADER;
      long salt = header.getLong(start + 8);
      if (header.getLong(start) == MAGIC && header.getInt(start + 16) == headerCrc(salt)) {
        return salt;
      }
    }
    return null;
  }

  private static int headerCrc(long salt) {
    return crc(salt, new byte[0]);
  }

  private static int crc(long salt, byte[] content) {
    var crc = new CRC32C();
    crc.update(
        ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
            .putLong(salt)
            .putInt(content.length)
            .flip());
    crc.update(content);
    return (int) crc.getValue();
  }

  private @Nullable Mark find(JournalIndex among, Mark.Kind kind, String path) throws IOException {
    for (long offset : among.find(kind, path)) {
      Mark mark = read(offset);
      if (mark != null && mark.kind() == kind && mark.path().equals(path)) {
        return mark;
      }
    }
    return null;
  }

  private @Nullable Mark read(long offset) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(RECORD_HEADER);
    if (channel.read(head, offset) < RECORD_HEADER) {
      return null;
    }
    int length = head.getInt(0);
    if (length < 1 || length > MAX_CONTENT) {
      return null;
    }
    ByteBuffer content = ByteBuffer.allocate(length);
    while (content.hasRemaining()) {
      if (channel.read(content, offset + RECORD_HEADER + content.position()) < 0) {
        return null;
      }
    }
    return Mark.decode(content.array());
  }

  /** Goes through the records, and over everything that is none, such as the second header. */
  static final class RecordScan {

    private final FileChannel channel;
    private final long salt;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW);
    private long windowStart = HEADER;
    private long found;

    private RecordScan(FileChannel channel, long salt) {
      this.channel = channel;
      this.salt = salt;
      window.limit(0);
    }

    /** Returns the next record that is whole, or {@code null} at the end. */
    @Nullable Mark next() throws IOException {
      while (true) {
        if (window.remaining() < RECORD_HEADER + MAX_CONTENT) {
          refill();
        }
        if (window.remaining() <= RECORD_HEADER) {
          return null;
        }
        found = windowStart + window.position();
        Mark mark = take();
        if (mark != null) {
          return mark;
        }
        window.get();
      }
    }

    /** Returns where the record that was returned last stands. */
    long offset() {
      return found;
    }

    void restart() {
      windowStart = HEADER;
      window.clear().limit(0);
    }

    private @Nullable Mark take() {
      int start = window.position();
      int length = window.getInt(start);
      if (length < 1 || length > MAX_CONTENT || length > window.remaining() - RECORD_HEADER) {
        return null;
      }
      byte[] content = new byte[length];
      window.get(start + RECORD_HEADER, content);
      if (window.getInt(start + 4) != crc(salt, content)) {
        return null;
      }
      try {
        Mark mark = Mark.decode(content);
        window.position(start + RECORD_HEADER + length);
        return mark;
      } catch (IOException e) {
        return null;
      }
    }

    private void refill() throws IOException {
      windowStart += window.position();
      window.compact();
      while (window.hasRemaining() && channel.read(window, windowStart + window.position()) >= 0) {}
      window.flip();
    }
  }
}
