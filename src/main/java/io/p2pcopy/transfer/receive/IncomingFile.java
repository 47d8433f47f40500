package io.p2pcopy.transfer.receive;

import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.transfer.run.BlockTable;
import io.p2pcopy.transfer.target.TargetFile;
import io.p2pcopy.transfer.wire.Blocks;
import io.p2pcopy.transfer.wire.FileEntry;
import io.p2pcopy.transfer.wire.Frame;
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A file that is being received, and the state of its blocks. */
final class IncomingFile implements AutoCloseable {

  private final long entry;
  private final FileEntry file;
  private final String path;
  private final @Nullable TargetFile target;
  private final BlockTable hashes = new BlockTable();
  private final Map<Long, Integer> requested = new HashMap<>();

  /**
   * The number of blocks that were present before the transfer, with hashes in the table, and the
   * number of those that the sender confirmed.
   */
  private long present;

  private long kept;
  private int lastPresentLength;

  /** The number of blocks received or confirmed, and the block that is due next. */
  private long known;

  private long next;
  private boolean secondPass;

  /** Whether the last block of this pass was a short one, which no other may follow. */
  private boolean lastCame;

  /** The lengths of short blocks: the last one, and earlier last ones of a file that grew. */
  private final Map<Long, Integer> shortBlocks = new HashMap<>();

  /** The next present block to recheck. */
  private long recheckNext;

  /** Where the recheck ends. */
  private long recheckEnd;

  private boolean rechecking;
  private long growth;

  /** The number of bytes stored in blocks that were holes before. */
  private long filled;

  private Frame.@Nullable End end;

  /**
   * @param path for messages to the user
   * @param target {@code null} if the file has failed, and its content is discarded
   */
  IncomingFile(long entry, FileEntry file, String path, @Nullable TargetFile target) {
    this.entry = entry;
    this.file = file;
    this.path = path;
    this.target = target;
  }

  long entry() {
    return entry;
  }

  FileEntry file() {
    return file;
  }

  String path() {
    return path;
  }

  @Nullable TargetFile target() {
    return target;
  }

  /** Adds the hash of the next present block. */
  void addPresent(byte[] hash, int length) throws LocalFailureException {
    hashes.put(present, hash, 0);
    lastPresentLength = length;
    present++;
  }

  /** Adds present blocks that are zero. */
  void addPresentHoles(long count) throws LocalFailureException {
    hashes.putHoles(present, count);
    lastPresentLength = Blocks.SIZE;
    present += count;
  }

  long present() {
    return present;
  }

  /** Returns whether a block was requested again. */
  boolean isRequested(long block) {
    return requested.getOrDefault(block, 0) > 0;
  }

  /**
   * Checks that these blocks are the next ones.
   *
   * @param bytes their total length
   * @return by how many more bytes the file now exceeds its offered size
   */
  long expect(long block, long count, long bytes) throws LocalFailureException {
    boolean startsAgain = !secondPass && block < known;
    boolean behindLast = lastCame && !startsAgain;
    if (end != null || block > known || (secondPass && block < next) || behindLast) {
      throw notDue();
    }
    secondPass |= startsAgain;
    next = block + count;
    noteLength(block, count, bytes);
    lastCame = bytes < count * Blocks.SIZE;
    known = Math.max(known, next);
    if (file.size() == FileEntry.UNKNOWN_SIZE) {
      return 0;
    }
    return growTo(Blocks.offset(block) + bytes - file.size());
  }

  /**
   * Counts a block that is about to be stored. The free space was checked for the data that the
   * list announced, without its holes, so data in place of a hole is growth.
   *
   * @return by how many more bytes the file now exceeds what was offered
   */
  long fill(Frame.Block block) throws LocalFailureException {
    if (file.holes() == 0 || isZero(block) || !hashes.holds(block.block(), BlockTable.HOLE)) {
      return 0;
    }
    filled += block.length();
    return growTo(filled - (file.size() - file.holes()));
  }

  /** Returns whether a block of a sparse file is all zero, and is stored as a hole. */
  boolean storesAsHole(Frame.Block block) {
    return file.holes() > 0 && isZero(block);
  }

  private static boolean isZero(Frame.Block block) {
    return Arrays.equals(block.hash(), BlockTable.HOLE);
  }

  private long growTo(long bytes) {
    long more = Math.max(growth, bytes) - growth;
    growth += more;
    return more;
  }

  /** Records the length of a block; the latest one counts. */
  private void noteLength(long block, long count, long bytes) {
    if (!shortBlocks.isEmpty()) {
      shortBlocks.keySet().removeIf(known -> known >= block && known < block + count);
    }
    int lastLength = (int) (bytes - (count - 1) * Blocks.SIZE);
    if (lastLength < Blocks.SIZE) {
      shortBlocks.put(block + count - 1, lastLength);
    }
  }

  /** Returns the total length of present blocks. */
  long presentBytes(long block, long count) {
    boolean last = block + count == present;
    return last ? (count - 1) * Blocks.SIZE + lastPresentLength : count * Blocks.SIZE;
  }

  /** Copies the position of a file that failed: the same frames are due for this one. */
  void continueFrom(IncomingFile other) {
    known = other.known;
    next = other.next;
    secondPass = other.secondPass;
    lastCame = other.lastCame;
    shortBlocks.putAll(other.shortBlocks);
    growth = other.growth;
    filled = other.filled;
    requested.putAll(other.requested);
  }

  /** Records that present blocks match the sender's. */
  void keep(long block, long count) throws LocalFailureException {
    if (secondPass || block + count > present) {
      throw LocalFailureException.protocol(
          "The other side confirmed blocks that this side does not have.");
    }
    kept += count;
  }

  void hole(long block, long count) throws LocalFailureException {
    hashes.putHoles(block, count);
  }

  void put(long block, byte[] hash) throws LocalFailureException {
    hashes.put(block, hash, 0);
    requested.remove(block);
  }

  /** Records the length of a block that was sent again; returns whether it fits its position. */
  boolean fitsAsResend(long block, int length) {
    Frame.End known = end;
    if (known != null) {
      return length == Blocks.length(known.size(), block);
    }
    noteLength(block, 1, length);
    return true;
  }

  /** Counts a request for a damaged block; returns false if the limit is reached. */
  boolean countRequest(long block) {
    return requested.merge(block, 1, Integer::sum) <= PeerLimits.Transfer.REQUESTS_PER_BLOCK;
  }

  void end(Frame.End frame) throws LocalFailureException {
    long count = Blocks.count(frame.size());
    // A file that has shrunk may end before blocks of the first pass.
    if (end != null || count > known) {
      throw notDue();
    }
    if (!hasLengthsOf(frame.size(), count)) {
      throw LocalFailureException.protocol(
          "The other side sent blocks whose lengths do not match the size of their file.");
    }
    end = frame;
  }

  private boolean hasLengthsOf(long size, long count) {
    for (Map.Entry<Long, Integer> block : shortBlocks.entrySet()) {
      if (block.getKey() < count && block.getValue() != Blocks.length(size, block.getKey())) {
        return false;
      }
    }
    return count == 0
        || Blocks.length(size, count - 1) == shortBlocks.getOrDefault(count - 1, Blocks.SIZE);
  }

  Frame.@Nullable End end() {
    return end;
  }

  /** Returns whether the end has arrived and no block is missing. */
  boolean complete() {
    return end != null && requested.isEmpty() && recheckNext == recheckEnd;
  }

  boolean hasRoot(Frame.End frame) throws LocalFailureException {
    return Arrays.equals(hashes.root(frame.size()), frame.root());
  }

  /**
   * Starts to recheck all blocks that were present before the transfer, with {@link #nextRecheck};
   * returns false if there are none or they were rechecked before.
   */
  boolean recheckPresent() {
    Frame.End known = end;
    if (known != null && !rechecking && kept > 0) {
      recheckEnd = Math.min(present, Blocks.count(known.size()));
    }
    boolean any = !rechecking && recheckEnd > 0;
    rechecking = true;
    return any;
  }

  /**
   * Returns the next present block to request, or -1 if there is none or enough requests are open.
   */
  long nextRecheck() {
    if (recheckNext == recheckEnd || requested.size() >= PeerLimits.Transfer.OPEN_REQUESTS) {
      return -1;
    }
    countRequest(recheckNext);
    return recheckNext++;
  }

  /** Returns the number of damaged blocks that have not arrived again. */
  int damaged() {
    return requested.size();
  }

  /** Closes the hash table and the target file. */
  @Override
  public void close() {
    hashes.close();
    if (target != null) {
      target.close();
    }
  }

  private static LocalFailureException notDue() {
    return LocalFailureException.protocol("The other side sent content out of order.");
  }
}
