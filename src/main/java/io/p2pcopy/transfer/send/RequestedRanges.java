package io.p2pcopy.transfer.send;

import io.p2pcopy.transfer.file.RecordQueue;
import io.p2pcopy.transfer.source.Source;
import io.p2pcopy.transfer.wire.Blocks;
import io.p2pcopy.transfer.wire.FileEntry;
import io.p2pcopy.transfer.wire.Frame;
import io.p2pcopy.transfer.wire.LocalFailureException;
import io.p2pcopy.transfer.wire.SkipReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The ranges of entries that the receiver has requested or skipped so far. */
final class RequestedRanges implements AutoCloseable {

  /**
   * A range of entries, both ends included.
   *
   * @param send whether the receiver requested them
   * @param reason why they are skipped; {@code null} if they are requested or already finished
   */
  @SuppressWarnings("EnumOrdinal") // Only this process reads the temporary records.
  record Range(long first, long last, boolean send, @Nullable SkipReason reason) {

    byte[] encoded() {
      byte[] name =
          reason == null ? new byte[0] : reason.name().getBytes(StandardCharsets.US_ASCII);
      ByteBuffer record = ByteBuffer.allocate(2 * Long.BYTES + 1 + name.length);
      return record.putLong(first).putLong(last).put((byte) (send ? 1 : 0)).put(name).array();
    }

    static Range decoded(byte[] encoded) {
      ByteBuffer record = ByteBuffer.wrap(encoded);
      long first = record.getLong();
      long last = record.getLong();
      boolean send = record.get() == 1;
      String name = StandardCharsets.US_ASCII.decode(record).toString();
      return new Range(first, last, send, name.isEmpty() ? null : SkipReason.valueOf(name));
    }
  }

  private final Source source;
  private final long entries;
  private final HeldBlocks held = new HeldBlocks();

  /** Ranges before {@link #latest}, which may still be extended. */
  private final RecordQueue ranges = new RecordQueue();

  private @Nullable Range latest;
  private long next;

  /** The entry of the latest hashes, and how many of its blocks were hashed. */
  private long hashedEntry = -1;

  private long hashedBlocks;

  RequestedRanges(Source source) {
    this.source = source;
    this.entries = source.totals().entries();
  }

  /** Returns the hashes of the receiver's blocks. */
  HeldBlocks held() {
    return held;
  }

  /** Returns the number of offered entries. */
  long entries() {
    return entries;
  }

  /** Adds hashes of the receiver's blocks of an entry; ignores those past its last block. */
  synchronized void addHashes(Frame.Have frame) throws LocalFailureException {
    if (frame.entry() < next || frame.entry() >= entries || frame.entry() < hashedEntry) {
      throw notDue();
    }
    if (frame.entry() > hashedEntry) {
      hashedEntry = frame.entry();
      hashedBlocks = 0;
    }
    if (frame.block() != hashedBlocks || !(source.entry(hashedEntry) instanceof FileEntry file)) {
      throw notDue();
    }
    hashedBlocks += frame.count();
    long blocks =
        file.size() == FileEntry.UNKNOWN_SIZE ? Long.MAX_VALUE : Blocks.count(file.size());
    int count = (int) Math.min(frame.count(), blocks - frame.block());
    if (count > 0) {
      held.add(frame, count);
    }
  }

  /** Adds the next range. */
  synchronized void add(long first, long last, boolean send, @Nullable SkipReason reason)
      throws LocalFailureException {
    if (first != next || last >= entries) {
      throw notDue();
    }
    next = last + 1;
    Range previous = latest;
    if (previous != null && previous.send() == send && previous.reason() == reason) {
      latest = new Range(previous.first(), last, send, reason);
    } else {
      latest = new Range(first, last, send, reason);
      if (previous != null) {
        enqueue(previous);
      }
    }
    notifyAll();
  }

  /** Waits for the next range; returns empty after the last entry. */
  synchronized Optional<Range> take() throws LocalFailureException, InterruptedException {
    while (true) {
      Range range = poll();
      if (range != null) {
        return Optional.of(range);
      }
      if (next == entries) {
        return Optional.empty();
      }
      wait();
    }
  }

  @Override
  public void close() {
    held.close();
    try {
      ranges.close();
    } catch (IOException e) {
      // The operating system deletes the file when the process ends.
    }
  }

  private void enqueue(Range range) throws LocalFailureException {
    try {
      ranges.add(range.encoded());
    } catch (IOException e) {
      throw LocalFailureException.notKept(e);
    }
  }

  private @Nullable Range poll() throws LocalFailureException {
    byte[] record;
    try {
      record = ranges.poll();
    } catch (IOException e) {
      throw LocalFailureException.notKept(e);
    }
    if (record != null) {
      return Range.decoded(record);
    }
    Range range = latest;
    latest = null;
    return range;
  }

  private static LocalFailureException notDue() {
    return LocalFailureException.protocol("The other side sent an unexpected message.");
  }
}
