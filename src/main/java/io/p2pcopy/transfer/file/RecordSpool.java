package io.p2pcopy.transfer.file;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A list of byte strings, appended to, and read by number. What does not fit into a small buffer
 * lies in temporary files, so that its length costs no memory. Not safe for use by several threads.
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

  /** Creates an empty one. */
  public static RecordSpool create() {
    return new RecordSpool(new SpoolFile(), new SpoolFile());
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

  /** Bytes of which the last are in a buffer, and those before it in a file, if there are any. */
  private static final class SpoolFile implements AutoCloseable {

    private final ByteBuffer unwritten = ByteBuffer.allocate(BUFFER);
    private final byte[] window = new byte[WINDOW];
    private @Nullable TemporaryFile file;
    private long written;
    private long windowStart;
    private int windowLength;

    long size() {
      return written + unwritten.position();
    }

    void append(byte[] bytes) throws IOException {
      if (bytes.length > unwritten.remaining()) {
        flush();
      }
      if (bytes.length > unwritten.capacity()) {
        write(ByteBuffer.wrap(bytes));
        return;
      }
      unwritten.put(bytes);
    }

    void read(long position, byte[] into) throws IOException {
      if (into.length > window.length) {
        readFully(position, into, into.length);
        return;
      }
      if (position < windowStart || position + into.length > windowStart + windowLength) {
        boolean backwards = position < windowStart;
        long end = position + into.length;
        windowStart = backwards ? Math.max(0, end - window.length) : position;
        windowLength = (int) Math.min(window.length, size() - windowStart);
        readFully(windowStart, window, windowLength);
      }
      System.arraycopy(window, (int) (position - windowStart), into, 0, into.length);
    }

    private void flush() throws IOException {
      unwritten.flip();
      write(unwritten);
      unwritten.clear();
    }

    private void write(ByteBuffer bytes) throws IOException {
      TemporaryFile opened = file;
      if (opened == null) {
        opened = TemporaryFile.create();
        file = opened;
      }
      int length = bytes.remaining();
      opened.write(bytes, written);
      written += length;
    }

    private void readFully(long position, byte[] into, int length) throws IOException {
      int fromFile = (int) Math.max(0, Math.min(length, written - position));
      TemporaryFile opened = file;
      if (fromFile > 0 && opened != null) {
        ByteBuffer room = ByteBuffer.wrap(into, 0, fromFile);
        while (room.hasRemaining()) {
          if (opened.read(room, position + room.position()) < 0) {
            throw new EOFException("A temporary file of p2pcopy was cut off.");
          }
        }
      }
      if (fromFile < length) {
        int inBuffer = (int) (position + fromFile - written);
        unwritten.get(inBuffer, into, fromFile, length - fromFile);
      }
    }

    @Override
    public void close() throws IOException {
      if (file != null) {
        file.close();
      }
    }
  }
}
