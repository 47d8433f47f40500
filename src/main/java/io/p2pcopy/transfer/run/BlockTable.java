package io.p2pcopy.transfer.run;

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
 * The hashes of the blocks of one file. Blocks of which nothing was said count as holes, so that
 * these cost nothing; who uses it knows how far it is filled. The pages of a large file that were
 * not used lately lie in a temporary file.
 */
public final class BlockTable implements AutoCloseable {

  /** The hash of a full block of zeros. */
  public static final byte[] HOLE = BlockHash.of(new byte[Blocks.SIZE], 0, Blocks.SIZE);

  private static final int PAGE_BLOCKS = 64;
  private static final int PAGE_BYTES = PAGE_BLOCKS * BlockHash.LENGTH;

  /** 256 KiB, for 8 GiB of a file without holes. */
  private static final int PAGES_IN_MEMORY = 128;

  /** In place of a slot in the file: the page has never left the memory. */
  private static final int NO_SLOT = -1;

  /** For each page there is, where it lies in the file. */
  private final TreeMap<Long, Integer> slots = new TreeMap<>();

  /** The pages that were used last, the latest at the end. */
  private final LinkedHashMap<Long, byte[]> pages = new LinkedHashMap<>(16, 0.75f, true);

  private @Nullable TemporaryFile file;
  private int slotsUsed;

  /** The hash of the first block as long as there is no other: most files are small. */
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

  /** Returns the root of a file of this size, all blocks of which are in this table. */
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

  /** Deletes the temporary file; the table is not used afterwards. */
  @Override
  public void close() {
    TemporaryFile written = file;
    file = null;
    try {
      if (written != null) {
        written.close();
      }
    } catch (IOException e) {
      // The system deletes it with the process.
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

  /** Returns a page to read or change at once; {@code null} if there is none. */
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
          throw new EOFException("a temporary file was cut off");
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

  /** Keeps a page in memory, in place of the one that was not used for the longest time. */
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
      // The key is there: nothing that walks through the map is disturbed.
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
