package io.p2pcopy.datachannel;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.datachannel.DataChannel.State;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A peer that opens more channels than anybody needs, and fills them. */
class ChannelLimitsTest {

  private static final int MEBIBYTE = 1 << 20;

  @Test
  void labelsCountAndWhatHasNoRoomIsReset() {
    ChannelPair pair = new ChannelPair(ChannelLimits.defaults().withMemory(4 * MEBIBYTE));
    List<DataChannel> channels = open(pair, 200, "x".repeat(60_000));

    assertThat(pair.server.opened).hasSizeBetween(30, 4 * MEBIBYTE / 60_000);
    assertThat(channels.get(0).state()).isEqualTo(State.OPEN);
    assertThat(channels.get(199).state()).isEqualTo(State.CLOSED);
  }

  @Test
  void aChannelThatEndsMakesRoomForAnother() {
    ChannelPair pair = new ChannelPair(ChannelLimits.defaults().withIncoming(1));
    List<DataChannel> channels = open(pair, 3, "x");
    assertThat(pair.server.opened).hasSize(1);
    assertThat(channels).extracting(DataChannel::state).containsOnlyOnce(State.OPEN);

    channels.get(0).close();
    pair.settle();
    open(pair, 1, "y");

    assertThat(pair.server.opened).extracting(DataChannel::label).containsExactly("x", "y");
  }

  @Test
  void whatNobodyReadsIsLeftInTheAssociation() {
    ChannelPair pair = new ChannelPair(ChannelLimits.defaults().withMemory(2 * MEBIBYTE));
    List<DataChannel> channels = open(pair, 40, "x");
    Message message = Message.binary(new byte[50_000]);
    for (int i = 0; i < 12; i++) {
      channels.forEach(channel -> channel.send(message));
      pair.settle();
    }

    long sent = 12L * 40 * 50_000;
    long pending = channels.stream().mapToLong(DataChannel::bufferedAmount).sum();
    long taken = sent - pending - pair.server.association.stats().receiveBuffered();
    assertThat(pending).isPositive();
    assertThat(taken).isBetween((long) MEBIBYTE, 2L * MEBIBYTE + 50_000);
  }

  @Test
  void allStreamsMayBeUsedForSmallChannels() {
    ChannelPair pair = new ChannelPair(ChannelLimits.defaults());

    open(pair, 4000, "chat");

    assertThat(pair.server.opened)
        .hasSize(4000)
        .extracting(DataChannel::state)
        .containsOnly(State.OPEN);
  }

  private static List<DataChannel> open(ChannelPair pair, int count, String label) {
    List<DataChannel> channels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      channels.add(pair.client.channels.open(label, "", true));
    }
    pair.settle();
    return channels;
  }
}
