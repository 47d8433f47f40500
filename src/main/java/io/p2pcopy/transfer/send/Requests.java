package io.p2pcopy.transfer.send;

import io.p2pcopy.datachannel.Message;
import io.p2pcopy.transfer.file.RecordQueue;
import io.p2pcopy.transfer.wire.ControlCodec;
import io.p2pcopy.transfer.wire.ControlMessage;
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Queues the receiver's messages about sent entries for the reading thread. The queue is on disk,
 * because a receiver may send more than fits into memory.
 */
final class Requests implements AutoCloseable {

  private final RecordQueue queue = new RecordQueue();

  /**
   * Adds a request.
   *
   * @param request an {@code Again}, a {@code Failed}, or a {@code Stored} for what was skipped
   */
  void add(ControlMessage request) throws LocalFailureException {
    try {
      queue.add(ControlCodec.encode(request).payload());
    } catch (IOException e) {
      throw LocalFailureException.notKept(e);
    }
  }

  /** Removes and returns the next request, or {@code null} if there is none. */
  @Nullable ControlMessage poll() throws LocalFailureException {
    try {
      byte[] record = queue.poll();
      return record == null ? null : decoded(record);
    } catch (IOException e) {
      throw LocalFailureException.notKept(e);
    }
  }

  /** Waits for the next request. */
  ControlMessage take() throws LocalFailureException, InterruptedException {
    try {
      return decoded(queue.take());
    } catch (IOException e) {
      throw LocalFailureException.notKept(e);
    }
  }

  @Override
  public void close() {
    try {
      queue.close();
    } catch (IOException e) {
      // The operating system deletes the file when the process ends.
    }
  }

  private static ControlMessage decoded(byte[] record) throws LocalFailureException {
    return ControlCodec.decode(new Message(Message.Kind.TEXT, record));
  }
}
