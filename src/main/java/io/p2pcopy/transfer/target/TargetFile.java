package io.p2pcopy.transfer.target;

import io.p2pcopy.transfer.wire.LocalFailureException;

/**
 * A file that comes in. It is written beside its final place and under another name. One thread at
 * a time, except that {@link #readPresent} may run beside nothing else only before the first write.
 *
 * <p>Each block of the file is given once, in any order, to {@link #write}, {@link #hole} or {@link
 * #keep}; a block may be written again later.
 */
public sealed interface TargetFile extends AutoCloseable permits PartialFile {

  /**
   * Returns how many blocks from the first on are there and may be right: their hashes go into
   * {@code HAVE}.
   */
  long presentBlocks();

  /**
   * Reads a block that is there.
   *
   * @return its length: that of the whole block, or shorter for the last of a complete file
   */
  int readPresent(long block, byte[] into) throws LocalFailureException;

  /**
   * Returns how many whole blocks from this one on are there and known to be zero without reading
   * them.
   */
  long presentHoles(long block);

  /** Fails if what is written could not get its name: somebody moved or deleted the file. */
  void check() throws LocalFailureException;

  /** Writes a block. */
  void write(long block, byte[] content, int offset, int length) throws LocalFailureException;

  /** Makes full blocks zero, without taking space for them where the file system can do that. */
  void hole(long block, long count) throws LocalFailureException;

  /** Keeps blocks as {@link #readPresent} gave them. */
  void keep(long block, long count) throws LocalFailureException;

  /** Reads a block that has been given, to hash it again. */
  int read(long block, byte[] into) throws LocalFailureException;

  /**
   * Ends the file: gives it everything but its name.
   *
   * @param size in bytes; what lies behind is cut off
   * @param modifiedMillis or {@code Entry.UNKNOWN_TIME}
   * @param root the root of its hashes, for the journal
   * @return whether its content may not be on the disk yet: {@link Target#sync} sees to that
   */
  boolean seal(long size, long modifiedMillis, byte[] root) throws LocalFailureException;

  /**
   * Gives the sealed and verified file its name.
   *
   * @throws InterruptedException if the person was to be asked about its name, and the answer does
   *     not matter any more
   */
  Stored name() throws LocalFailureException, InterruptedException;

  /** Closes it and keeps what came, if anything, for another attempt. */
  @Override
  void close();
}
