package io.p2pcopy.transfer;

import io.p2pcopy.transfer.wire.BlockHash;
import io.p2pcopy.transfer.wire.Blocks;
import io.p2pcopy.transfer.wire.MerkleRoot;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The hashes of the blocks of one file. Blocks of which nothing was said count as holes, so that
 * these cost nothing; who uses it knows how far it is filled.
 */
final class BlockTable {

  /** The hash of a full block of zeros. */
  static final byte[] HOLE = BlockHash.of(new byte[Blocks.SIZE], 0, Blocks.SIZE);

  private static final int PAGE_BLOCKS = 64;

  private final TreeMap<Long, byte[]> pages = new TreeMap<>();

  /** The hash of the first block as long as there is no other: most files are small. */
  private byte @Nullable [] only;

  void put(long block, byte[] hashes, int position) {
    if (block == 0 && pages.isEmpty()) {
      only = Arrays.copyOfRange(hashes, position, position + BlockHash.LENGTH);
      return;
    }
    makePages();
    byte[] page = pages.computeIfAbsent(block / PAGE_BLOCKS, number -> emptyPage());
    System.arraycopy(hashes, position, page, place(block), BlockHash.LENGTH);
  }

  void putHoles(long first, long count) {
    makePages();
    long end = first + count;
    for (Map.Entry<Long, byte[]> entry :
        pages.subMap(first / PAGE_BLOCKS, true, (end - 1) / PAGE_BLOCKS, true).entrySet()) {
      long page = entry.getKey() * PAGE_BLOCKS;
      long last = Math.min(end, page + PAGE_BLOCKS);
      for (long block = Math.max(first, page); block < last; block++) {
        System.arraycopy(HOLE, 0, entry.getValue(), place(block), BlockHash.LENGTH);
      }
    }
  }

  boolean holds(long block, byte[] hash) {
    if (only != null) {
      return Arrays.equals(hash, block == 0 ? only : HOLE);
    }
    byte[] page = pages.get(block / PAGE_BLOCKS);
    return page == null
        ? Arrays.equals(hash, HOLE)
        : Arrays.equals(page, place(block), place(block) + BlockHash.LENGTH, hash, 0, hash.length);
  }

  /** Returns the root of a file of this size, all blocks of which are in this table. */
  byte[] root(long size) {
    var root = new MerkleRoot();
    long count = Blocks.count(size);
    if (only != null && count == 1) {
      root.add(only, 0);
      return root.of(size);
    }
    makePages();
    for (Map.Entry<Long, byte[]> entry : pages.entrySet()) {
      long page = entry.getKey() * PAGE_BLOCKS;
      if (page >= count) {
        break;
      }
      root.addRun(HOLE, page - root.count());
      long end = Math.min(count, page + PAGE_BLOCKS);
      for (long block = page; block < end; block++) {
        root.add(entry.getValue(), place(block));
      }
    }
    root.addRun(HOLE, count - root.count());
    return root.of(size);
  }

  private void makePages() {
    byte[] first = only;
    if (first == null) {
      return;
    }
    only = null;
    byte[] page = emptyPage();
    System.arraycopy(first, 0, page, 0, BlockHash.LENGTH);
    pages.put(0L, page);
  }

  private static byte[] emptyPage() {
    byte[] page = new byte[PAGE_BLOCKS * BlockHash.LENGTH];
    for (long block = 0; block < PAGE_BLOCKS; block++) {
      System.arraycopy(HOLE, 0, page, place(block), BlockHash.LENGTH);
    }
    return page;
  }

  private static int place(long block) {
    return (int) (block % PAGE_BLOCKS) * BlockHash.LENGTH;
  }
}
