package io.p2pcopy.transfer.send;

import io.p2pcopy.transfer.file.RecordQueue;
import io.p2pcopy.transfer.wire.BlockHash;
import io.p2pcopy.transfer.wire.Frame;
import io.p2pcopy.transfer.wire.Limits;
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The hashes of the blocks that the receiver has, from its HAVE frames until the sender has read
 * the same blocks. One thread adds, another compares, both in the order of the list.
 */
final class HeldBlocks implements AutoCloseable {

  /** Entry and first block, before the hashes. */
  private static final int HEADER = 2 * Long.BYTES;

  private final RecordQueue frames = new RecordQueue();
  private final AtomicLong ahead = new AtomicLong();

  /** The entry that is compared. */
  private long entry = -1;

  /** Of that entry, the hashes that were taken last, and the block of the first of them. */
  private byte[] hashes = new byte[0];

  private long firstBlock;

  /** Adds the first of the hashes of a frame: as many as the file has blocks. */
  void add(Frame.Have frame, int count) throws LocalFailureException {
    if (ahead.addAndGet(count) > Limits.HASHES_AHEAD) {
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

  /** Forgets what is left of the entries before this one. */
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

  /** Returns whether the receiver has anything in place of a block; asked in ascending order. */
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

  /** Returns whether the receiver has a block with that hash; asked in ascending order. */
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
      // The system deletes it with the process.
    }
  }

  private void take() throws IOException {
    byte[] record = frames.poll();
    if (record != null) {
      ahead.addAndGet(-(record.length - HEADER) / BlockHash.LENGTH);
    }
  }
}
