package io.p2pcopy.transfer.source;

import io.p2pcopy.transfer.wire.Blocks;
import io.p2pcopy.transfer.wire.LocalFailureException;

/** An open file of a {@link Source}. One thread at a time. */
public sealed interface SourceFile extends AutoCloseable permits DiskFile, StreamFile {

  /**
   * {@return the size in bytes when it was opened, or {@link
   * io.p2pcopy.transfer.wire.FileEntry#UNKNOWN_SIZE}} A stream knows it once its end was read.
   */
  long size();

  /** {@return the modification time when it was opened, or {@code Entry.UNKNOWN_TIME}} */
  long modifiedMillis();

  /**
   * Reads a block.
   *
   * @param block the number of the block, from 0
   * @param wanted how much of it, at most {@link Blocks#SIZE}
   * @param into at least {@link Blocks#SIZE} bytes
   * @return its length: less than what is wanted only at the end of the file, 0 behind it
   * @throws LocalFailureException {@code FILE} if it cannot be read, or if it was a block of a
   *     stream that is not kept any more
   */
  int read(long block, int wanted, byte[] into) throws LocalFailureException;

  /**
   * {@return how many full blocks from this one on are known to be all zero without being read} A
   * block that is not counted may be zero nevertheless.
   *
   * @param block the number of the block, from 0
   */
  long holes(long block);

  /** What has become of a file since it was opened. */
  enum Change {
    /** It is as it was. */
    NONE,
    /** It is longer. What was there when it was opened may be there still. */
    GROWN,
    /** Another file has its name. What was opened can be read as it was. */
    REPLACED,
    /** It has no name any more. What was opened can be read as it was. */
    DELETED,
    /** It is shorter, or was written to. */
    ALTERED
  }

  /** {@return what has become of the file since it was opened, as far as can be seen} */
  Change change();

  @Override
  void close();
}
