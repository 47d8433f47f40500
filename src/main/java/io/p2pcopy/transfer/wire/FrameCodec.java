package io.p2pcopy.transfer.wire;

import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.transfer.wire.Frame.Block;
import io.p2pcopy.transfer.wire.Frame.End;
import io.p2pcopy.transfer.wire.Frame.Have;
import io.p2pcopy.transfer.wire.Frame.Hole;
import io.p2pcopy.transfer.wire.Frame.Same;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Frames as bytes.
 *
 * <pre>
 * BLOCK   01 | flags 1 | 0 0 | entry 4 | block 4 | length 4 | encoded 4 | hash 32 | content ...
 * SAME    02 |   0 0 0       | entry 4 | block 4 | count 4
 * HOLE    03 |   0 0 0       | entry 4 | block 4 | count 4
 * END     04 |   0 0 0       | entry 4 | size 8 | modified 8 | root 32
 * HAVE    05 |   0 0 0       | entry 4 | block 4 | hash 32 ...
 * </pre>
 */
public final class FrameCodec {

  /** The bytes of a BLOCK frame before its content. */
  public static final int BLOCK_HEADER = 20 + BlockHash.LENGTH;

  private static final byte BLOCK = 1;
  private static final byte SAME = 2;
  private static final byte HOLE = 3;
  private static final byte END = 4;
  private static final byte HAVE = 5;
  private static final byte ZSTD = 1;
  private static final int START = 8;
  private static final int RANGE_LENGTH = 16;
  private static final int END_LENGTH = 24 + BlockHash.LENGTH;
  private static final int HAVE_HEADER = 12;

  private FrameCodec() {}

  /** Returns the frame without content. */
  public static byte[] encode(Frame frame) {
    if (frame instanceof Block block) {
      return encode(block, 0);
    }
    if (frame instanceof Same same) {
      return range(SAME, same.entry(), same.block(), same.count());
    }
    if (frame instanceof Hole hole) {
      return range(HOLE, hole.entry(), hole.block(), hole.count());
    }
    if (frame instanceof End end) {
      byte[] bytes = start(END, END_LENGTH, end.entry());
      ByteBuffer rest = ByteBuffer.wrap(bytes).position(START);
      rest.putLong(end.size()).putLong(end.modifiedMillis()).put(end.root());
      return bytes;
    }
    Have have = (Have) frame;
    byte[] bytes = start(HAVE, HAVE_HEADER + have.hashes().length, have.entry());
    ByteBuffer.wrap(bytes).position(START).putInt((int) have.block()).put(have.hashes());
    return bytes;
  }

  /** Returns the frame with so much room for content behind its {@link #BLOCK_HEADER}. */
  public static byte[] encode(Block block, int room) {
    byte[] bytes = start(BLOCK, BLOCK_HEADER + room, block.entry());
    bytes[1] = block.zstd() ? ZSTD : 0;
    ByteBuffer rest = ByteBuffer.wrap(bytes).position(START);
    rest.putInt((int) block.block()).putInt(block.length()).putInt(block.encoded());
    rest.put(block.hash());
    return bytes;
  }

  /**
   * Reads the frame at the beginning of a binary message.
   *
   * @throws LocalFailureException with {@link FailureCode#PROTOCOL} if there is none with which
   *     this version can do something, or if there is more content in the message than the frame
   *     says
   */
  public static Frame decode(byte[] message) throws LocalFailureException {
    if (message.length < RANGE_LENGTH || message.length > PeerLimits.Transfer.MESSAGE_BYTES) {
      throw malformed();
    }
    var bytes = ByteBuffer.wrap(message);
    int start = bytes.getInt();
    long entry = Integer.toUnsignedLong(bytes.getInt());
    if (entry > PeerLimits.Transfer.ENTRIES - 1) {
      throw malformed();
    }
    // Only BLOCK has flags, and only one of them.
    boolean zstd = start == (BLOCK << 24 | ZSTD << 16);
    if (!zstd && (start & 0xffffff) != 0) {
      throw malformed();
    }
    return switch (message[0]) {
      case BLOCK -> block(bytes, entry, zstd);
      case SAME -> new Same(entry, block(bytes), count(bytes));
      case HOLE -> new Hole(entry, block(bytes), count(bytes));
      case END -> end(bytes, entry);
      case HAVE -> have(bytes, message, entry);
      default -> throw malformed();
    };
  }

  private static byte[] start(byte type, int length, long entry) {
    byte[] bytes = new byte[length];
    ByteBuffer.wrap(bytes).putInt(type << 24).putInt((int) entry);
    return bytes;
  }

  private static byte[] range(byte type, long entry, long block, long count) {
    byte[] bytes = start(type, RANGE_LENGTH, entry);
    ByteBuffer.wrap(bytes).position(START).putInt((int) block).putInt((int) count);
    return bytes;
  }

  private static Block block(ByteBuffer bytes, long entry, boolean zstd)
      throws LocalFailureException {
    if (bytes.limit() < BLOCK_HEADER) {
      throw malformed();
    }
    long number = block(bytes);
    int length = bytes.getInt();
    int encoded = bytes.getInt();
    boolean fits = zstd ? encoded <= length : encoded == length;
    if (length < 1 || length > Blocks.SIZE || encoded < 1 || !fits) {
      throw LocalFailureException.protocol("The other side sent a block of an impossible length.");
    }
    byte[] hash = hash(bytes);
    if (bytes.remaining() > encoded) {
      throw LocalFailureException.protocol("The other side sent more content than it had said.");
    }
    return new Block(entry, number, zstd, length, encoded, hash);
  }

  private static End end(ByteBuffer bytes, long entry) throws LocalFailureException {
    if (bytes.limit() != END_LENGTH) {
      throw malformed();
    }
    long size = bytes.getLong();
    long modified = bytes.getLong();
    boolean timely =
        modified >= -PeerLimits.Transfer.TIME_MILLIS && modified <= PeerLimits.Transfer.TIME_MILLIS;
    if (size < 0
        || size > PeerLimits.Transfer.FILE_BYTES
        || (!timely && modified != Entry.UNKNOWN_TIME)) {
      throw malformed();
    }
    return new End(entry, size, modified, hash(bytes));
  }

  private static Have have(ByteBuffer bytes, byte[] message, long entry)
      throws LocalFailureException {
    long block = block(bytes);
    int count = bytes.remaining() / BlockHash.LENGTH;
    if (count < 1
        || count > PeerLimits.Transfer.HASHES_IN_FRAME
        || bytes.remaining() % BlockHash.LENGTH != 0
        || block + count > PeerLimits.Transfer.HASHES_AHEAD) {
      throw malformed();
    }
    return new Have(entry, block, Arrays.copyOfRange(message, HAVE_HEADER, message.length));
  }

  private static long block(ByteBuffer bytes) {
    return Integer.toUnsignedLong(bytes.getInt());
  }

  /** Returns the count of a frame that is nothing but a range of blocks. */
  private static long count(ByteBuffer bytes) throws LocalFailureException {
    long first = Integer.toUnsignedLong(bytes.getInt(8));
    long count = Integer.toUnsignedLong(bytes.getInt());
    if (bytes.hasRemaining() || count == 0 || first + count > 1L << 32) {
      throw malformed();
    }
    return count;
  }

  private static byte[] hash(ByteBuffer bytes) {
    byte[] hash = new byte[BlockHash.LENGTH];
    bytes.get(hash);
    return hash;
  }

  private static LocalFailureException malformed() {
    return LocalFailureException.protocol("The other side sent a frame that is malformed.");
  }
}
