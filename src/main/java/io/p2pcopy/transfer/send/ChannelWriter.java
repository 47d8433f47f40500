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

/** Writes to the channel and keeps at most some MiB queued. */
final class ChannelWriter {

  /** Writing stops at this many queued bytes: enough that the network never waits for this side. */
  private static final long QUEUE_HIGH_BYTES = 4 << 20;

  /**
   * Writing resumes below this many queued bytes. The gap avoids waking the thread for each
   * message.
   */
  private static final long QUEUE_LOW_BYTES = 2 << 20;

  private final DataChannel channel;
  private final RateLimit limit;
  private final Credit credit;
  private final TransferCounters counters;

  ChannelWriter(DataChannel channel, RateLimit limit, Credit credit, TransferCounters counters) {
    this.channel = channel;
    this.limit = limit;
    this.credit = credit;
    this.counters = counters;
  }

  void send(ControlMessage message) throws IOException, InterruptedException {
    send(ControlCodec.encode(message));
  }

  void send(Frame frame) throws IOException, InterruptedException {
    send(Message.binary(FrameCodec.encode(frame)));
  }

  void send(OutgoingBlock block) throws IOException, InterruptedException {
    credit.take(block.encodedLength());
    int most = limit.messageLength();
    byte[] first = block.firstMessage(most - FrameCodec.BLOCK_HEADER);
    limit.take(first.length);
    int sent = first.length - FrameCodec.BLOCK_HEADER;
    send(first, sent);
    while (sent < block.encodedLength()) {
      int length = Math.min(limit.messageLength(), block.encodedLength() - sent);
      limit.take(length);
      send(block.slice(sent, length), length);
      sent += length;
    }
  }

  /** Counts each message, because with a rate limit a whole block would be counted too early. */
  private void send(byte[] message, int content) throws IOException, InterruptedException {
    send(Message.binary(message));
    counters.transferred.addAndGet(content);
  }

  private void send(Message message) throws IOException, InterruptedException {
    if (channel.bufferedAmount() >= QUEUE_HIGH_BYTES) {
      channel.awaitWritable(QUEUE_LOW_BYTES);
    }
    try {
      channel.send(message);
    } catch (IllegalStateException e) {
      throw new IOException(e);
    }
  }
}
