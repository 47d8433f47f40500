package io.p2pcopy.transfer.run;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.datachannel.Message;
import io.p2pcopy.transfer.TransferException;
import io.p2pcopy.transfer.wire.ControlCodec;
import io.p2pcopy.transfer.wire.ControlMessage;
import io.p2pcopy.transfer.wire.ControlMessage.Abort;
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Reads messages from a channel. For one thread, except {@link #count}, which is thread-safe. */
public final class MessageReader {
  private final DataChannel channel;
  private final AtomicLong count = new AtomicLong();

  public MessageReader(DataChannel channel) {
    this.channel = channel;
  }

  /**
   * Waits for the next message.
   *
   * @throws TransferException if the channel is closed
   */
  public Message next() throws TransferException, InterruptedException {
    try {
      @Nullable Message message = channel.receive();
      if (message == null) {
        throw PeerFailure.connectionLost(null);
      }
      count.incrementAndGet();
      return message;
    } catch (IOException e) {
      throw PeerFailure.connectionLost(e);
    }
  }

  /**
   * Decodes a text message.
   *
   * @throws TransferException if it is the peer's abort
   */
  public static ControlMessage read(Message text) throws LocalFailureException, TransferException {
    ControlMessage control = ControlCodec.decode(text);
    if (control instanceof Abort abort) {
      throw PeerFailure.of(abort);
    }
    return control;
  }

  /** Returns the number of messages received so far. */
  public long count() {
    return count.get();
  }
}
