package io.p2pcopy.transfer.file;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A list of byte strings that lies in temporary files, so that its length costs no memory: appended
 * to, and read by number. The files go with it, also when the process is killed, where the system
 * can do that. Not safe for use by several threads.
 */
public final class RecordSpool implements AutoCloseable {

  private static final int BUFFER = 1 << 16;

  /** What is read at a time: records are read one after the other, forwards or backwards. */
  private static final int WINDOW = 1 << 13;

  private static final int MAX_RECORD = 1 << 20;

  private final SpoolFile records;
  private final SpoolFile starts;
  private long count;

  private RecordSpool(SpoolFile records, SpoolFile starts) {
    this.records = records;
    this.starts = starts;
  }

  /** Creates an empty one in the directory for temporary files. */
  public static RecordSpool create() throws IOException {
    SpoolFile records = SpoolFile.create();
    try {
      return new RecordSpool(records, SpoolFile.create());
    } catch (IOException e) {
      records.close();
      throw e;
    }
  }

  /** Returns how many records there are. */
  public long count() {
    return count;
  }

  /** Returns how many bytes the records take on the disk. */
  public long bytes() {
    return records.size() + starts.size();
  }

  public void append(byte[] record) throws IOException {
    if (record.length > MAX_RECORD) {
      throw new IllegalArgumentException("a record of " + record.length + " bytes");
    }
    starts.append(ByteBuffer.allocate(Long.BYTES).putLong(0, records.size()).array());
    records.append(record);
    count++;
  }

  /**
   * Returns the record of that number, counted from 0. Neighbours of the last one are read without
   * a system call.
   */
  public byte[] get(long number) throws IOException {
    if (number < 0 || number >= count) {
      throw new IndexOutOfBoundsException("record " + number + " of " + count);
    }
    long start = start(number);
    long end = number + 1 == count ? records.size() : start(number + 1);
    byte[] record = new byte[(int) (end - start)];
    records.read(start, record);
    return record;
  }

  @Override
  public void close() throws IOException {
    try {
      records.close();
    } finally {
      starts.close();
    }
  }

  private long start(long number) throws IOException {
    byte[] start = new byte[Long.BYTES];
    starts.read(number * Long.BYTES, start);
    return ByteBuffer.wrap(start).getLong();
  }

  /** A temporary file with one buffer for what is appended and one for what is read. */
  private static final class SpoolFile implements AutoCloseable {

    private final FileChannel channel;
    private final ByteBuffer unwritten = ByteBuffer.allocate(BUFFER);
    private final byte[] window = new byte[WINDOW];
    private long written;
    private long windowStart;
    private int windowLength;

    private SpoolFile(FileChannel channel) {
      this.channel = channel;
    }

    static SpoolFile create() throws IOException {
      Path path = Files.createTempFile("p2pcopy-", ".list");
      return new SpoolFile(
          FileChannel.open(
              path,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE));
    }

    long size() {
      return written + unwritten.position();
    }

    void append(byte[] bytes) throws IOException {
      if (bytes.length > unwritten.remaining()) {
        flush();
      }
      if (bytes.length > unwritten.capacity()) {
        writeFully(ByteBuffer.wrap(bytes));
        return;
      }
      unwritten.put(bytes);
    }

    void read(long position, byte[] into) throws IOException {
      if (into.length > window.length) {
        flush();
        readFully(position, ByteBuffer.wrap(into));
        return;
      }
      if (position < windowStart || position + into.length > windowStart + windowLength) {
        flush();
        boolean backwards = position < windowStart;
        long end = position + into.length;
        windowStart = backwards ? Math.max(0, end - window.length) : position;
        windowLength = (int) Math.min(window.length, written - windowStart);
        readFully(windowStart, ByteBuffer.wrap(window, 0, windowLength));
      }
      System.arraycopy(window, (int) (position - windowStart), into, 0, into.length);
    }

    private void flush() throws IOException {
      unwritten.flip();
      writeFully(unwritten);
      unwritten.clear();
    }

    private void writeFully(ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining()) {
        written += channel.write(bytes, written);
      }
    }

    private void readFully(long position, ByteBuffer into) throws IOException {
      long next = position;
      while (into.hasRemaining()) {
        int count = channel.read(into, next);
        if (count < 0) {
          throw new EOFException("A temporary file of p2pcopy was cut off.");
        }
        next += count;
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
