package io.p2pcopy.transfer.send;

import io.p2pcopy.transfer.run.Encoder;
import io.p2pcopy.transfer.wire.BlockHash;
import io.p2pcopy.transfer.wire.Frame;
import io.p2pcopy.transfer.wire.FrameCodec;
import java.util.concurrent.CountDownLatch;

/** A block to send: first read, then hashed and, if it shrinks, compressed. */
final class OutgoingBlock implements OutgoingItem {

  private final CountDownLatch ready = new CountDownLatch(1);
  private final long entry;
  private final long block;
  private final byte[] content;
  private final int length;
  private final boolean resend;
  private byte[] hash = new byte[0];
  private byte[] encoded;
  private int encodedLength;

  /**
   * @param resend whether the receiver requested the block again
   */
  OutgoingBlock(long entry, long block, byte[] content, int length, boolean resend) {
    this.entry = entry;
    this.block = block;
    this.content = content;
    this.length = length;
    this.resend = resend;
    this.encoded = content;
    this.encodedLength = length;
  }

  /** Hashes and compresses the block. */
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

  /** Returns the buffer that the block was read into. */
  byte[] content() {
    return content;
  }

  int length() {
    return length;
  }

  boolean resend() {
    return resend;
  }

  byte[] hash() {
    return hash;
  }

  int encodedLength() {
    return encodedLength;
  }

  /**
   * Returns the first message: the frame, and the whole content if it is at most {@code most} bytes
   * long.
   */
  byte[] firstMessage(int most) {
    var frame = new Frame.Block(entry, block, encoded != content, length, encodedLength, hash);
    int room = encodedLength <= most ? encodedLength : 0;
    byte[] message = FrameCodec.encode(frame, room);
    System.arraycopy(encoded, 0, message, FrameCodec.BLOCK_HEADER, room);
    return message;
  }

  /** Returns a copy of a part of the encoded content. */
  byte[] slice(int offset, int sliceLength) {
    byte[] slice = new byte[sliceLength];
    System.arraycopy(encoded, offset, slice, 0, sliceLength);
    return slice;
  }
}
