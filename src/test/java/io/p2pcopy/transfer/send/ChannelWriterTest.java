package io.p2pcopy.transfer.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.p2pcopy.datachannel.Message;
import io.p2pcopy.transfer.MemoryChannelPair;
import io.p2pcopy.transfer.RateLimit;
import io.p2pcopy.transfer.run.Credit;
import io.p2pcopy.transfer.run.TransferCounters;
import io.p2pcopy.transfer.wire.FrameCodec;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ChannelWriterTest {

  @Test
  void aBlockThatTheLimitHoldsBackIsCountedAsItGoes() throws Exception {
    var channels = new MemoryChannelPair();
    var counters = new TransferCounters();
    // Time stands still: the second piece would have to wait, were there not the interrupt.
    var limit = new RateLimit(() -> 0, 100_000);
    var writer = new ChannelWriter(channels.left(), limit, new Credit(), counters);
    var block = new OutgoingBlock(0, 0, new byte[1 << 20], 1 << 20, false);

    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> writer.send(block)).isInstanceOf(InterruptedException.class);

    // Only the frame has gone, without content.
    Message frame = Objects.requireNonNull(channels.right().receive());
    assertThat(frame.payload()).hasSize(FrameCodec.BLOCK_HEADER);
    assertThat(counters.transferred.get()).isZero();
  }
}
