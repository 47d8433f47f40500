package io.p2pcopy.transfer.send;

import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.transfer.file.RecordQueue;
import io.p2pcopy.transfer.wire.BlockHash;
import io.p2pcopy.transfer.wire.Frame;
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The block hashes of the receiver's HAVE frames, kept until the sender has read the same blocks.
 * One thread adds, another compares, both in list order.
 */
final class HeldBlocks implements AutoCloseable {

  /** The length of a record's header: entry and first block. */
  private static final int HEADER = 2 * Long.BYTES;

  private final RecordQueue frames = new RecordQueue();
  private final AtomicLong ahead = new AtomicLong();

  /** The entry that is being compared. */
  private long entry = -1;

  /** The current hashes of that entry, and the block of the first of them. */
  private byte[] hashes = new byte[0];

  private long firstBlock;

  /** Adds the first {@code count} hashes of a frame. */
  void add(Frame.Have frame, int count) throws LocalFailureException {
    if (ahead.addAndGet(count) > PeerLimits.Transfer.HASHES_AHEAD) {
      throw LocalFailureException.protocol("The other side sent too many hashes.");
    }
    ByteBuffer record = ByteBuffer.allocate(HEADER + count * BlockHash.LENGTH);
    record.putLong(frame.entry()).putLong(frame.block());
    record.put(frame.hashes(), 0, count * BlockHash.LENGTH);
    try {
      frames.add(record.array());
    } catch (IOException e) {
      throw LocalFailureException.notKept(e);
    }
  }

  /** Starts an entry; discards the hashes of earlier ones. */
  void begin(long next) throws LocalFailureException {
    entry = next;
    hashes = new byte[0];
    try {
      byte[] record = frames.peek();
      while (record != null && ByteBuffer.wrap(record).getLong() < next) {
        take();
        record = frames.peek();
      }
    } catch (IOException e) {
      throw LocalFailureException.notKept(e);
    }
  }

  /** Returns whether the receiver has any content for a block. Call it for ascending blocks. */
  boolean reaches(long block) throws LocalFailureException {
    try {
      while (block >= firstBlock + hashes.length / BlockHash.LENGTH || hashes.length == 0) {
        byte[] record = frames.peek();
        if (record == null || ByteBuffer.wrap(record).getLong() != entry) {
          return false;
        }
        firstBlock = ByteBuffer.wrap(record).getLong(Long.BYTES);
        hashes = Arrays.copyOfRange(record, HEADER, record.length);
        take();
      }
    } catch (IOException e) {
      throw LocalFailureException.notKept(e);
    }
    return block >= firstBlock;
  }

  /** Returns whether the receiver has the block with this hash. Call it for ascending blocks. */
  boolean holds(long block, byte[] hash) throws LocalFailureException {
    if (!reaches(block)) {
      return false;
    }
    int place = (int) (block - firstBlock) * BlockHash.LENGTH;
    return Arrays.equals(hashes, place, place + BlockHash.LENGTH, hash, 0, BlockHash.LENGTH);
  }

  @Override
  public void close() {
    try {
      frames.close();
    } catch (IOException e) {
      // The operating system deletes the file when the process ends.
    }
  }

  private void take() throws IOException {
    byte[] record = frames.poll();
    if (record != null) {
      ahead.addAndGet(-(record.length - HEADER) / BlockHash.LENGTH);
    }
  }
}
