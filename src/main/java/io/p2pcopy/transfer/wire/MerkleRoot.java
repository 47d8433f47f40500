package io.p2pcopy.transfer.wire;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Computes the root of a file from the hashes of its blocks, given in order. It keeps one hash for
 * each level of the tree, whatever the size of the file.
 */
public final class MerkleRoot {

  private static final byte NODE = 1;
  private static final byte FILE = 2;
  private static final int MAX_LEVELS = 64;

  /** The tops of full subtrees; bit n of {@code count} tells whether there is one of 2^n blocks. */
  private final byte[][] tops = new byte[MAX_LEVELS][];

  private long count;

  /** Returns the root of a file of {@code size} bytes from the hashes of all its blocks. */
  public static byte[] of(long size, byte[] hashes) {
    var root = new MerkleRoot();
    for (int position = 0; position < hashes.length; position += BlockHash.LENGTH) {
      root.add(hashes, position);
    }
    return root.of(size);
  }

  /** Adds the hash of the next block, which stands at {@code position}. */
  public void add(byte[] hashes, int position) {
    addSubtree(Arrays.copyOfRange(hashes, position, position + BlockHash.LENGTH), 0);
  }

  /** Adds so many blocks that all have the same hash, in no more steps than the tree has levels. */
  public void addRun(byte[] hash, long blocks) {
    List<byte[]> uniform = new ArrayList<>(List.of(hash));
    for (long left = blocks; left > 0; ) {
      int aligned = count == 0 ? MAX_LEVELS : Long.numberOfTrailingZeros(count);
      int level = Math.min(aligned, Long.SIZE - 1 - Long.numberOfLeadingZeros(left));
      while (uniform.size() <= level) {
        byte[] below = uniform.get(uniform.size() - 1);
        uniform.add(node(below, below));
      }
      addSubtree(uniform.get(level), level);
      left -= 1L << level;
    }
  }

  /** Returns how many hashes have been added. */
  public long count() {
    return count;
  }

  /**
   * Returns the root of a file of {@code size} bytes, whose blocks are those added so far. More may
   * be added afterwards.
   */
  public byte[] of(long size) {
    byte[] top = top();
    MessageDigest digest = BlockHash.digest();
    digest.update(FILE);
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, size));
    return digest.digest(top);
  }

  /** Adds the top of a full subtree of 2^level blocks; {@code count} is a multiple of that. */
  private void addSubtree(byte[] added, int addedLevel) {
    byte[] top = added;
    int level = addedLevel;
    for (; (count >>> level & 1) == 1; level++) {
      top = node(tops[level], top);
    }
    tops[level] = top;
    count += 1L << addedLevel;
  }

  /** Joins the full subtrees, the smallest of which is the rightmost. */
  private byte[] top() {
    byte[] top = null;
    for (int level = 0; level < MAX_LEVELS; level++) {
      if ((count >>> level & 1) == 1) {
        top = top == null ? tops[level] : node(tops[level], top);
      }
    }
    return top == null ? new byte[BlockHash.LENGTH] : top;
  }

  private static byte[] node(byte[] left, byte[] right) {
    MessageDigest digest = BlockHash.digest();
    digest.update(NODE);
    digest.update(left);
    return digest.digest(right);
  }
}
