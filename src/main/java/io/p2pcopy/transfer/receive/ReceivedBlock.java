package io.p2pcopy.transfer.receive;

import io.p2pcopy.transfer.run.Decoder;
import io.p2pcopy.transfer.wire.BlockHash;
import io.p2pcopy.transfer.wire.Frame;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

/** A block between the channel and the disk: put together, then decoded and compared. */
final class ReceivedBlock implements ReceivedItem {

  private final CountDownLatch ready = new CountDownLatch(1);
  private final Frame.Block frame;
  private byte[] content;
  private int offset;
  private int filled;
  private boolean sound;

  /** A block that comes in pieces, put together in an array that is long enough. */
  ReceivedBlock(Frame.Block frame, byte[] content) {
    this.frame = frame;
    this.content = content;
  }

  /** A block all of which is in the message that begins it. */
  ReceivedBlock(Frame.Block frame, byte[] message, int offset) {
    this.frame = frame;
    this.content = message;
    this.offset = offset;
    this.filled = frame.encoded();
  }

  Frame.Block frame() {
    return frame;
  }

  /** Returns how many bytes are still to come. */
  int missing() {
    return frame.encoded() - filled;
  }

  void add(byte[] message, int from, int length) {
    System.arraycopy(message, from, content, filled, length);
    filled += length;
  }

  /** Decodes and hashes it, once it is complete. */
  void check(Decoder decoder) {
    boolean decoded = !frame.zstd() || decode(decoder);
    sound = decoded && Arrays.equals(BlockHash.of(content, offset, frame.length()), frame.hash());
    ready.countDown();
  }

  void awaitChecked() throws InterruptedException {
    ready.await();
  }

  /** Whether the content is what its hash says. */
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
