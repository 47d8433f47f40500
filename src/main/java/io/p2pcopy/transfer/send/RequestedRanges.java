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

/** The ranges of entries that the receiver wants or not, as far as it has said so. */
final class RequestedRanges implements AutoCloseable {

  /**
   * A range of entries, both ends included.
   *
   * @param reason why they are skipped; {@code null} if they are sent or finished
   */
  @SuppressWarnings("EnumOrdinal") // Only this process reads the temporary records.
  record Want(long first, long last, boolean send, @Nullable SkipReason reason) {

    byte[] encoded() {
      byte[] name =
          reason == null ? new byte[0] : reason.name().getBytes(StandardCharsets.US_ASCII);
      ByteBuffer record = ByteBuffer.allocate(2 * Long.BYTES + 1 + name.length);
      return record.putLong(first).putLong(last).put((byte) (send ? 1 : 0)).put(name).array();
    }

    static Want decoded(byte[] encoded) {
      ByteBuffer record = ByteBuffer.wrap(encoded);
      long first = record.getLong();
      long last = record.getLong();
      boolean send = record.get() == 1;
      String name = StandardCharsets.US_ASCII.decode(record).toString();
      return new Want(first, last, send, name.isEmpty() ? null : SkipReason.valueOf(name));
    }
  }

  private final Source source;
  private final long entries;
  private final HeldBlocks held = new HeldBlocks();

  /** Those before the latest, which may become longer. */
  private final RecordQueue ranges = new RecordQueue();

  private @Nullable Want latest;
  private long next;

  /** The entry of which hashes came last, and how many came of it. */
  private long haveEntry = -1;

  private long haveBlocks;

  RequestedRanges(Source source) {
    this.source = source;
    this.entries = source.totals().entries();
  }

  /** Returns what the receiver has. */
  HeldBlocks held() {
    return held;
  }

  /** Returns how many entries were offered. */
  long entries() {
    return entries;
  }

  /** Takes hashes of what the receiver has of an entry, as far as the entry has blocks. */
  synchronized void have(Frame.Have frame) throws LocalFailureException {
    if (frame.entry() < next || frame.entry() >= entries || frame.entry() < haveEntry) {
      throw notDue();
    }
    if (frame.entry() > haveEntry) {
      haveEntry = frame.entry();
      haveBlocks = 0;
    }
    if (frame.block() != haveBlocks || !(source.entry(haveEntry) instanceof FileEntry file)) {
      throw notDue();
    }
    haveBlocks += frame.count();
    long blocks =
        file.size() == FileEntry.UNKNOWN_SIZE ? Long.MAX_VALUE : Blocks.count(file.size());
    int count = (int) Math.min(frame.count(), blocks - frame.block());
    if (count > 0) {
      held.add(frame, count);
    }
  }

  /** Takes the receiver's word on the next entries. */
  synchronized void range(long first, long last, boolean send, @Nullable SkipReason reason)
      throws LocalFailureException {
    if (first != next || last >= entries) {
      throw notDue();
    }
    next = last + 1;
    Want before = latest;
    if (before != null && before.send() == send && before.reason() == reason) {
      latest = new Want(before.first(), last, send, reason);
    } else {
      latest = new Want(first, last, send, reason);
      if (before != null) {
        add(before);
      }
    }
    notifyAll();
  }

  /** Waits for the next range; returns nothing when there are no more entries. */
  synchronized Optional<Want> take() throws LocalFailureException, InterruptedException {
    while (true) {
      Want range = poll();
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
      // The system deletes it with the process.
    }
  }

  private void add(Want range) throws LocalFailureException {
    try {
      ranges.add(range.encoded());
    } catch (IOException e) {
      throw LocalFailureException.notKept(e);
    }
  }

  private @Nullable Want poll() throws LocalFailureException {
    byte[] record;
    try {
      record = ranges.poll();
    } catch (IOException e) {
      throw LocalFailureException.notKept(e);
    }
    if (record != null) {
      return Want.decoded(record);
    }
    Want range = latest;
    latest = null;
    return range;
  }

  private static LocalFailureException notDue() {
    return LocalFailureException.protocol("The other side sent a message that was not due.");
  }
}
