package io.p2pcopy.transfer.receive;

import io.p2pcopy.transfer.run.Decoder;
import io.p2pcopy.transfer.wire.BlockHash;
import io.p2pcopy.transfer.wire.Frame;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

/** A received block: first assembled, then decompressed and compared with its hash. */
final class ReceivedBlock implements ReceivedItem {

  private final CountDownLatch ready = new CountDownLatch(1);
  private final Frame.Block frame;
  private byte[] content;
  private int offset;
  private int filled;
  private boolean sound;

  /**
   * Creates a block that arrives in several messages.
   *
   * @param content an array of at least its encoded length
   */
  ReceivedBlock(Frame.Block frame, byte[] content) {
    this.frame = frame;
    this.content = content;
  }

  /** Creates a block that is complete in its first message. */
  ReceivedBlock(Frame.Block frame, byte[] message, int offset) {
    this.frame = frame;
    this.content = message;
    this.offset = offset;
    this.filled = frame.encoded();
  }

  Frame.Block frame() {
    return frame;
  }

  /** Returns the number of bytes that have not arrived. */
  int missing() {
    return frame.encoded() - filled;
  }

  void add(byte[] message, int from, int length) {
    System.arraycopy(message, from, content, filled, length);
    filled += length;
  }

  /** Decompresses and hashes the complete block. */
  void check(Decoder decoder) {
    boolean decoded = !frame.zstd() || decode(decoder);
    sound = decoded && Arrays.equals(BlockHash.of(content, offset, frame.length()), frame.hash());
    ready.countDown();
  }

  void awaitChecked() throws InterruptedException {
    ready.await();
  }

  /** Returns whether the content matches its hash. */
  boolean sound() {
    return sound;
  }

  byte[] content() {
    return content;
  }

  int offset() {
    return offset;
  }

  private boolean decode(Decoder decoder) {
    byte[] decoded = decoder.decode(content, offset, frame.encoded(), frame.length());
    if (decoded == null) {
      return false;
    }
    content = decoded;
    offset = 0;
    return true;
  }
}
