package io.p2pcopy.transfer.run;

import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.transfer.file.TemporaryFile;
import io.p2pcopy.transfer.wire.BlockHash;
import io.p2pcopy.transfer.wire.Blocks;
import io.p2pcopy.transfer.wire.LocalFailureException;
import io.p2pcopy.transfer.wire.MerkleRoot;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The block hashes of one file. A block without an entry counts as a hole, which makes holes free;
 * the caller keeps track of how many blocks are set. Least recently used pages of a large file are
 * moved to a temporary file.
 */
public final class BlockTable implements AutoCloseable {

  /** The hash of a full block of zeros. */
  public static final byte[] HOLE = BlockHash.of(new byte[Blocks.SIZE], 0, Blocks.SIZE);

  private static final int PAGE_BLOCKS = 64;
  private static final int PAGE_BYTES = PAGE_BLOCKS * BlockHash.LENGTH;

  private static final int PAGES_IN_MEMORY =
      PeerLimits.Transfer.HASHES_IN_MEMORY_BYTES / PAGE_BYTES;

  /** The page has never been written to the temporary file. */
  private static final int NO_SLOT = -1;

  /** The slot in the temporary file of each existing page. */
  private final TreeMap<Long, Integer> slots = new TreeMap<>();

  /** The pages in memory, least recently used first. */
  private final LinkedHashMap<Long, byte[]> pages = new LinkedHashMap<>(16, 0.75f, true);

  private @Nullable TemporaryFile file;
  private int slotsUsed;

  /** The hash of the only block: most files are small. */
  private byte @Nullable [] only;

  public void put(long block, byte[] hashes, int position) throws LocalFailureException {
    if (block == 0 && slots.isEmpty()) {
      only = Arrays.copyOfRange(hashes, position, position + BlockHash.LENGTH);
      return;
    }
    makePages();
    byte[] page = page(block / PAGE_BLOCKS);
    if (page == null) {
      page = emptyPage();
      add(block / PAGE_BLOCKS, page);
    }
    System.arraycopy(hashes, position, page, place(block), BlockHash.LENGTH);
  }

  public void putHoles(long first, long count) throws LocalFailureException {
    makePages();
    long end = first + count;
    for (long number :
        slots.subMap(first / PAGE_BLOCKS, true, (end - 1) / PAGE_BLOCKS, true).keySet()) {
      byte[] page = page(number);
      long start = number * PAGE_BLOCKS;
      long last = Math.min(end, start + PAGE_BLOCKS);
      for (long block = Math.max(first, start); page != null && block < last; block++) {
        System.arraycopy(HOLE, 0, page, place(block), BlockHash.LENGTH);
      }
    }
  }

  public boolean holds(long block, byte[] hash) throws LocalFailureException {
    if (only != null) {
      return Arrays.equals(hash, block == 0 ? only : HOLE);
    }
    byte[] page = page(block / PAGE_BLOCKS);
    return page == null
        ? Arrays.equals(hash, HOLE)
        : Arrays.equals(page, place(block), place(block) + BlockHash.LENGTH, hash, 0, hash.length);
  }

  /** Returns the Merkle root of a file of {@code size} bytes whose blocks are all set. */
  public byte[] root(long size) throws LocalFailureException {
    var root = new MerkleRoot();
    long count = Blocks.count(size);
    if (only != null && count == 1) {
      root.add(only, 0);
      return root.of(size);
    }
    makePages();
    for (long number : slots.keySet()) {
      long start = number * PAGE_BLOCKS;
      if (start >= count) {
        break;
      }
      root.addRun(HOLE, start - root.count());
      byte[] page = page(number);
      long end = Math.min(count, start + PAGE_BLOCKS);
      for (long block = start; page != null && block < end; block++) {
        root.add(page, place(block));
      }
    }
    root.addRun(HOLE, count - root.count());
    return root.of(size);
  }

  /** Returns how many bytes of hashes are in memory. */
  int bytesInMemory() {
    return pages.size() * PAGE_BYTES;
  }

  /** Deletes the temporary file. The table cannot be used afterwards. */
  @Override
  public void close() {
    TemporaryFile written = file;
    file = null;
    try {
      if (written != null) {
        written.close();
      }
    } catch (IOException e) {
      // The operating system deletes the file when the process ends.
    }
  }

  private void makePages() throws LocalFailureException {
    byte[] first = only;
    if (first == null) {
      return;
    }
    only = null;
    byte[] page = emptyPage();
    System.arraycopy(first, 0, page, 0, BlockHash.LENGTH);
    add(0, page);
  }

  /** Returns a page, {@code null} if it does not exist. Any later call may evict it. */
  private byte @Nullable [] page(long number) throws LocalFailureException {
    byte[] page = pages.get(number);
    Integer slot = page == null ? slots.get(number) : null;
    if (slot == null) {
      return page;
    }
    page = new byte[PAGE_BYTES];
    TemporaryFile written = file;
    if (written == null) {
      throw new IllegalStateException("the table is closed");
    }
    ByteBuffer room = ByteBuffer.wrap(page);
    try {
      while (room.hasRemaining()) {
        if (written.read(room, (long) slot * PAGE_BYTES + room.position()) < 0) {
          throw new EOFException("a temporary file was truncated");
        }
      }
    } catch (IOException e) {
      throw LocalFailureException.notKept(e);
    }
    keep(number, page);
    return page;
  }

  private void add(long number, byte[] page) throws LocalFailureException {
    slots.put(number, NO_SLOT);
    keep(number, page);
  }

  /** Caches a page and evicts the least recently used one. */
  private void keep(long number, byte[] page) throws LocalFailureException {
    if (pages.size() >= PAGES_IN_MEMORY) {
      Iterator<Map.Entry<Long, byte[]>> eldest = pages.entrySet().iterator();
      Map.Entry<Long, byte[]> entry = eldest.next();
      write(entry.getKey(), entry.getValue());
      eldest.remove();
    }
    pages.put(number, page);
  }

  private void write(long number, byte[] page) throws LocalFailureException {
    int slot = slots.getOrDefault(number, NO_SLOT);
    if (slot == NO_SLOT) {
      slot = slotsUsed++;
      // Replacing the value of an existing key does not disturb iterators of the map.
      slots.put(number, slot);
    }
    try {
      TemporaryFile opened = file;
      if (opened == null) {
        opened = TemporaryFile.create();
        file = opened;
      }
      opened.write(ByteBuffer.wrap(page), (long) slot * PAGE_BYTES);
    } catch (IOException e) {
      throw LocalFailureException.notKept(e);
    }
  }

  private static byte[] emptyPage() {
    byte[] page = new byte[PAGE_BYTES];
    for (long block = 0; block < PAGE_BLOCKS; block++) {
      System.arraycopy(HOLE, 0, page, place(block), BlockHash.LENGTH);
    }
    return page;
  }

  private static int place(long block) {
    return (int) (block % PAGE_BLOCKS) * BlockHash.LENGTH;
  }
}
