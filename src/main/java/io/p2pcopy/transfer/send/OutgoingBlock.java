package io.p2pcopy.transfer.send;

import io.p2pcopy.transfer.run.Encoder;
import io.p2pcopy.transfer.wire.BlockHash;
import io.p2pcopy.transfer.wire.Frame;
import io.p2pcopy.transfer.wire.FrameCodec;
import java.util.concurrent.CountDownLatch;

/** A block between the disk and the channel: read, then hashed and perhaps compressed. */
final class OutgoingBlock implements OutgoingItem {

  private final CountDownLatch ready = new CountDownLatch(1);
  private final long entry;
  private final long block;
  private final byte[] content;
  private final int length;
  private final boolean again;
  private byte[] hash = new byte[0];
  private byte[] encoded;
  private int encodedLength;

  /**
   * @param again whether the receiver has asked for it once more
   */
  OutgoingBlock(long entry, long block, byte[] content, int length, boolean again) {
    this.entry = entry;
    this.block = block;
    this.content = content;
    this.length = length;
    this.again = again;
    this.encoded = content;
    this.encodedLength = length;
  }

  /** Hashes and encodes it. */
  void prepare(Encoder encoder) {
    hash = BlockHash.of(content, 0, length);
    byte[] shorter = encoder.encode(content, length, block == 0);
    if (shorter != null) {
      encoded = shorter;
      encodedLength = shorter.length;
    }
    ready.countDown();
  }

  void awaitPrepared() throws InterruptedException {
    ready.await();
  }

  long entry() {
    return entry;
  }

  long block() {
    return block;
  }

  /** Returns the array that it was read into. */
  byte[] content() {
    return content;
  }

  int length() {
    return length;
  }

  boolean again() {
    return again;
  }

  byte[] hash() {
    return hash;
  }

  int encodedLength() {
    return encodedLength;
  }

  /** Returns the first message, with the frame and content up to {@code most} bytes. */
  byte[] firstMessage(int most) {
    var frame = new Frame.Block(entry, block, encoded != content, length, encodedLength, hash);
    int room = encodedLength <= most ? encodedLength : 0;
    byte[] message = FrameCodec.encode(frame, room);
    System.arraycopy(encoded, 0, message, FrameCodec.BLOCK_HEADER, room);
    return message;
  }

  /** Returns a copy of a piece of the content. */
  byte[] piece(int offset, int pieceLength) {
    byte[] piece = new byte[pieceLength];
    System.arraycopy(encoded, offset, piece, 0, pieceLength);
    return piece;
  }
}
