package io.p2pcopy.transfer.send;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.datachannel.Message;
import io.p2pcopy.transfer.RateLimit;
import io.p2pcopy.transfer.run.Credit;
import io.p2pcopy.transfer.run.TransferCounters;
import io.p2pcopy.transfer.wire.ControlCodec;
import io.p2pcopy.transfer.wire.ControlMessage;
import io.p2pcopy.transfer.wire.Frame;
import io.p2pcopy.transfer.wire.FrameCodec;
import java.io.IOException;

/** The channel as the sender fills it: never more than some MiB ahead of the network. */
final class ChannelWriter {

  /** The channel is filled up to this, so that the network never waits for this side. */
  private static final long QUEUE_FULL = 4 << 20;

  /** It is filled again below this: a thread is woken for each megabyte, not for each message. */
  private static final long QUEUE_LOW = 2 << 20;

  private final DataChannel channel;
  private final RateLimit limit;
  private final Credit credit;
  private final TransferCounters tally;

  ChannelWriter(DataChannel channel, RateLimit limit, Credit credit, TransferCounters tally) {
    this.channel = channel;
    this.limit = limit;
    this.credit = credit;
    this.tally = tally;
  }

  void send(ControlMessage message) throws IOException, InterruptedException {
    send(ControlCodec.encode(message));
  }

  void send(Frame frame) throws IOException, InterruptedException {
    send(Message.binary(FrameCodec.encode(frame)));
  }

  void send(OutgoingBlock block) throws IOException, InterruptedException {
    credit.take(block.encodedLength());
    int most = limit.pieceLength();
    byte[] first = block.firstMessage(most - FrameCodec.BLOCK_HEADER);
    limit.take(first.length);
    int sent = first.length - FrameCodec.BLOCK_HEADER;
    send(first, sent);
    while (sent < block.encodedLength()) {
      int length = Math.min(limit.pieceLength(), block.encodedLength() - sent);
      limit.take(length);
      send(block.piece(sent, length), length);
      sent += length;
    }
  }

  /** With a limit, a block takes its time: what is shown must not be ahead of that. */
  private void send(byte[] message, int content) throws IOException, InterruptedException {
    send(Message.binary(message));
    tally.carried.addAndGet(content);
  }

  private void send(Message message) throws IOException, InterruptedException {
    if (channel.bufferedAmount() >= QUEUE_FULL) {
      channel.awaitWritable(QUEUE_LOW);
    }
    try {
      channel.send(message);
    } catch (IllegalStateException e) {
      throw new IOException(e);
    }
  }
}
