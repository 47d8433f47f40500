package io.p2pcopy.transfer.wire;

/** What the two sides say to each other in binary messages, beside content. */
public sealed interface Frame {

  /** Returns the number of the entry that it is about. */
  long entry();

  /** Returns the first block that it is about; 0 in an {@link End}. */
  long block();

  /**
   * Sender: one block; its content follows.
   *
   * @param zstd whether the content is a zstd frame
   * @param length of the block, 1 to 2^20 bytes
   * @param encoded how many bytes of content follow, 1 to {@code length}
   * @param hash of the block; 32 bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // Written once, and compared nowhere.
  record Block(long entry, long block, boolean zstd, int length, int encoded, byte[] hash)
      implements Frame {}

  /** Sender: these blocks are as the receiver said. */
  record Same(long entry, long block, long count) implements Frame {}

  /** Sender: these blocks are full and all zero. */
  record Hole(long entry, long block, long count) implements Frame {}

  /**
   * Sender: that was the file.
   *
   * @param modifiedMillis or {@link Entry#UNKNOWN_TIME}
   * @param root 32 bytes
   */
  @SuppressWarnings("ArrayRecordComponent")
  record End(long entry, long size, long modifiedMillis, byte[] root) implements Frame {

    @Override
    public long block() {
      return 0;
    }
  }

  /**
   * Receiver: consecutive blocks with these hashes are there.
   *
   * @param hashes 1 to 2000, of 32 bytes each
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Have(long entry, long block, byte[] hashes) implements Frame {

    /** Returns how many blocks these are. */
    public int count() {
      return hashes.length / BlockHash.LENGTH;
    }
  }
}
