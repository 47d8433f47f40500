package io.p2pcopy.transfer.receive;

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

/** A file that comes in, and what is known of its blocks. */
final class IncomingFile implements AutoCloseable {

  private static final int MOST_AGAIN = 3;

  /** So many of the blocks that were taken on trust are asked for at a time. */
  private static final int TRUSTED_AT_ONCE = 64;

  private final long entry;
  private final FileEntry file;
  private final String path;
  private final @Nullable TargetFile target;
  private final BlockTable hashes = new BlockTable();
  private final Map<Long, Integer> again = new HashMap<>();

  /** How many blocks were there, their hashes being in the table; how many of them are kept. */
  private long present;

  private long kept;
  private int lastPresentLength;

  /** How many blocks are known, and the one behind the last that came. */
  private long known;

  private long next;
  private boolean secondTime;

  /** Whether a block came, this time through, after which there can be no other. */
  private boolean lastCame;

  /** The lengths of blocks that are shorter than others: the last one, and those it was before. */
  private final Map<Long, Integer> shortBlocks = new HashMap<>();

  /** Blocks before this one need not be asked for because they were taken on trust. */
  private long trustedAsked;

  /** Blocks before this one are asked for. */
  private long trustedEnd;

  private boolean allAgain;
  private long growth;
  private Frame.@Nullable End end;

  /**
   * @param path for people
   * @param target {@code null} if the file has failed already, and what comes is thrown away
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

  /** Notes the hash of the next block that is there. */
  void addPresent(byte[] hash, int length) throws LocalFailureException {
    hashes.put(present, hash, 0);
    lastPresentLength = length;
    present++;
  }

  /** Notes that the next blocks are there and zero. */
  void addPresentHoles(long count) throws LocalFailureException {
    hashes.putHoles(present, count);
    lastPresentLength = Blocks.SIZE;
    present += count;
  }

  long present() {
    return present;
  }

  /** Tells whether a block is the answer to a request for it. */
  boolean isAnswer(long block) {
    return again.getOrDefault(block, 0) > 0;
  }

  /**
   * Checks that these blocks are due now.
   *
   * @param bytes how many there are in them
   * @return by how many bytes the file has become larger than offered, beyond what was known
   */
  long expect(long block, long count, long bytes) throws LocalFailureException {
    boolean startsAgain = !secondTime && block < known;
    boolean behindLast = lastCame && !startsAgain;
    if (end != null || block > known || (secondTime && block < next) || behindLast) {
      throw notDue();
    }
    secondTime |= startsAgain;
    next = block + count;
    noteLength(block, count, bytes);
    lastCame = bytes < count * Blocks.SIZE;
    known = Math.max(known, next);
    if (file.size() == FileEntry.UNKNOWN_SIZE) {
      return 0;
    }
    long more = Math.max(growth, Blocks.offset(block) + bytes - file.size()) - growth;
    growth += more;
    return more;
  }

  /** The last word on a block counts, also on its length. */
  private void noteLength(long block, long count, long bytes) {
    if (!shortBlocks.isEmpty()) {
      shortBlocks.keySet().removeIf(known -> known >= block && known < block + count);
    }
    int lastLength = (int) (bytes - (count - 1) * Blocks.SIZE);
    if (lastLength < Blocks.SIZE) {
      shortBlocks.put(block + count - 1, lastLength);
    }
  }

  /** Returns how many bytes there are in blocks that were there. */
  long presentBytes(long block, long count) {
    boolean last = block + count == present;
    return last ? (count - 1) * Blocks.SIZE + lastPresentLength : count * Blocks.SIZE;
  }

  /** Goes on where another stands, for which the same frames are due. */
  void continueAfter(IncomingFile other) {
    known = other.known;
    next = other.next;
    secondTime = other.secondTime;
    lastCame = other.lastCame;
    shortBlocks.putAll(other.shortBlocks);
    growth = other.growth;
    again.putAll(other.again);
  }

  /** Notes that these blocks are those that were there. */
  void keep(long block, long count) throws LocalFailureException {
    if (secondTime || block + count > present) {
      throw LocalFailureException.protocol(
          "The other side knows blocks that this one does not have.");
    }
    kept += count;
  }

  void hole(long block, long count) throws LocalFailureException {
    hashes.putHoles(block, count);
  }

  void put(long block, byte[] hash) throws LocalFailureException {
    hashes.put(block, hash, 0);
    again.remove(block);
  }

  /**
   * Tells whether the answer to a request for a block can be in its place, and notes its length.
   */
  boolean fitsAsAnswer(long block, int length) {
    Frame.End known = end;
    if (known != null) {
      return length == Blocks.length(known.size(), block);
    }
    noteLength(block, 1, length);
    return true;
  }

  /** Notes that a block was damaged; returns whether it is worth asking for it again. */
  boolean askAgain(long block) {
    return again.merge(block, 1, Integer::sum) <= MOST_AGAIN;
  }

  void end(Frame.End frame) throws LocalFailureException {
    long count = Blocks.count(frame.size());
    // A file that has become shorter may end before blocks that came the first time.
    if (end != null || count > known) {
      throw notDue();
    }
    if (!hasLengthsOf(frame.size(), count)) {
      throw LocalFailureException.protocol(
          "The other side sent blocks whose lengths do not add up to the size of their file.");
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

  /** Whether its end has come and no block is missing. */
  boolean complete() {
    return end != null && again.isEmpty() && trustedAsked == trustedEnd;
  }

  boolean hasRoot(Frame.End frame) throws LocalFailureException {
    return Arrays.equals(hashes.root(frame.size()), frame.root());
  }

  /**
   * Asks for all blocks that were taken on trust, by {@link #nextTrusted}; returns whether there
   * are any that were not asked for before.
   */
  boolean distrust() {
    Frame.End known = end;
    if (known != null && !allAgain && kept > 0) {
      trustedEnd = Math.min(present, Blocks.count(known.size()));
    }
    boolean any = !allAgain && trustedEnd > 0;
    allAgain = true;
    return any;
  }

  /** Returns the next block to ask for, or -1: there are none, or enough on their way. */
  long nextTrusted() {
    if (trustedAsked == trustedEnd || again.size() >= TRUSTED_AT_ONCE) {
      return -1;
    }
    askAgain(trustedAsked);
    return trustedAsked++;
  }

  /** Returns how many blocks were damaged and have not come again. */
  int damaged() {
    return again.size();
  }

  /** Forgets its hashes, and closes what was written of it unless that is closed. */
  @Override
  public void close() {
    hashes.close();
    if (target != null) {
      target.close();
    }
  }

  private static LocalFailureException notDue() {
    return LocalFailureException.protocol("The other side sent content that was not due.");
  }
}
