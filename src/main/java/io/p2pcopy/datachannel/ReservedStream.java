package io.p2pcopy.datachannel;

import io.p2pcopy.net.Clock;
import io.p2pcopy.sctp.IncomingMessage;
import io.p2pcopy.sctp.OutgoingMessage;
import io.p2pcopy.sctp.association.Association;
import java.util.function.Consumer;

/**
 * A stream that both ends have agreed on beforehand (in the W3C's terms, a negotiated channel), for
 * messages between the connections themselves. It belongs to no channel, and no limit of channels
 * counts it: every message is passed on at once. Confined to the event loop.
 */
public final class ReservedStream implements MessageStream {

  /** The highest stream identifier, which channels get last. */
  public static final int ID = OutgoingMessage.MAX_STREAM_ID;

  private final Association carrier;
  private final Clock clock;
  private final Consumer<byte[]> receiver;

  ReservedStream(Association carrier, Clock clock, Consumer<byte[]> receiver) {
    this.carrier = carrier;
    this.clock = clock;
    this.receiver = receiver;
  }

  @Override
  public boolean isReady() {
    return ID < carrier.bidirectionalStreams()
        && carrier.acceptsMessages()
        && carrier.bufferedAmount(ID) == 0;
  }

  @Override
  public void send(byte[] message) {
    if (!isReady()) {
      throw new IllegalStateException("not ready");
    }
    carrier.send(clock.nanoTime(), new OutgoingMessage(ID, PayloadProtocol.BINARY, message, false));
  }

  /** Passes on what has arrived. */
  void deliver() {
    IncomingMessage message;
    while ((message = carrier.receive(ID)) != null) {
      receiver.accept(message.payload());
    }
  }
}
