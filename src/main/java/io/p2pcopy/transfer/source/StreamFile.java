package io.p2pcopy.transfer.source;

import io.p2pcopy.transfer.wire.Blocks;
import io.p2pcopy.transfer.wire.Entry;
import io.p2pcopy.transfer.wire.FailureCode;
import io.p2pcopy.transfer.wire.FileEntry;
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * What comes out of a pipe. The blocks read last are kept, for a peer that asks for one of them
 * again; closing does nothing, so that a new connection can go on with the same stream.
 */
final class StreamFile implements SourceFile {

  /** More than a sender may have under way. */
  static final int KEPT_BLOCKS = 32;

  private final InputStream in;
  private final byte[][] kept = new byte[KEPT_BLOCKS][0];
  private long blocks;
  private long bytes;
  private boolean ended;

  StreamFile(InputStream in) {
    this.in = in;
  }

  @Override
  public long size() {
    return ended ? bytes : FileEntry.UNKNOWN_SIZE;
  }

  @Override
  public long modifiedMillis() {
    return Entry.UNKNOWN_TIME;
  }

  @Override
  public int read(long block, int wanted, byte[] into) throws LocalFailureException {
    while (block >= blocks && !ended) {
      readNext();
    }
    if (block >= blocks) {
      return 0;
    }
    byte[] content = kept[(int) (block % KEPT_BLOCKS)];
    if (block < blocks - KEPT_BLOCKS) {
      throw new LocalFailureException(
          FailureCode.FILE,
          "The other side wants an early part of the standard input again, which is gone.");
    }
    int length = Math.min(wanted, content.length);
    System.arraycopy(content, 0, into, 0, length);
    return length;
  }

  @Override
  public long holes(long block) {
    return 0;
  }

  @Override
  public Change change() {
    return Change.NONE;
  }

  @Override
  public void close() {}

  private void readNext() throws LocalFailureException {
    int slot = (int) (blocks % KEPT_BLOCKS);
    byte[] buffer = kept[slot];
    if (buffer.length < Blocks.SIZE) {
      buffer = new byte[Blocks.SIZE];
    }
    int length;
    try {
      length = in.readNBytes(buffer, 0, buffer.length);
    } catch (IOException e) {
      throw new LocalFailureException(
          FailureCode.FILE, "The standard input could not be read: " + e.getMessage() + ".", e);
    }
    ended = length < Blocks.SIZE;
    bytes += length;
    if (length > 0) {
      kept[slot] = length < buffer.length ? Arrays.copyOf(buffer, length) : buffer;
      blocks++;
    }
  }
}
