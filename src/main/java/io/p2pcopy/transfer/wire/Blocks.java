package io.p2pcopy.transfer.wire;

/** How a file is divided into blocks. */
public final class Blocks {

  /** The bytes in each block but the last. */
  public static final int SIZE = 1 << 20;

  private Blocks() {}

  /** Returns how many blocks a file of this size in bytes has. */
  public static long count(long size) {
    return (size + SIZE - 1) / SIZE;
  }

  /** Returns where a block begins, in bytes. */
  public static long offset(long block) {
    return block * SIZE;
  }

  /** Returns the length in bytes of one of the blocks that a file of this size has. */
  public static int length(long size, long block) {
    return (int) Math.min(SIZE, size - offset(block));
  }
}
