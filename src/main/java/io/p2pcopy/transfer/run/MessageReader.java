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

/** What the peer sends over one channel. One thread takes it; any may ask for the count. */
public final class MessageReader {
  private final DataChannel channel;
  private final AtomicLong count = new AtomicLong();

  public MessageReader(DataChannel channel) {
    this.channel = channel;
  }

  /**
   * Waits for the next message.
   *
   * @throws TransferException if the channel has ended
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
   * Reads a text message.
   *
   * @throws TransferException if the peer ends the transfer with it
   */
  public static ControlMessage read(Message text) throws LocalFailureException, TransferException {
    ControlMessage control = ControlCodec.decode(text);
    if (control instanceof Abort abort) {
      throw PeerFailure.of(abort);
    }
    return control;
  }

  /** Returns how many messages have come. */
  public long count() {
    return count.get();
  }
}
