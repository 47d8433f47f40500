package io.p2pcopy.datachannel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.p2pcopy.datachannel.DataChannel.State;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DataChannelsTest {

  private ChannelPair pair;

  @BeforeEach
  void connect() {
    pair = new ChannelPair();
  }

  @Test
  void aChannelOpensOnBothSidesWithItsLabelAndProtocol() {
    DataChannel channel = pair.client.channels.open("files", "p2pcopy/1", true);
    pair.settle();

    assertThat(channel.state()).isEqualTo(State.OPEN);
    assertThat(pair.server.opened)
        .singleElement()
        .satisfies(
            incoming -> {
              assertThat(incoming.label()).isEqualTo("files");
              assertThat(incoming.protocol()).isEqualTo("p2pcopy/1");
              assertThat(incoming.ordered()).isTrue();
              assertThat(incoming.state()).isEqualTo(State.OPEN);
              assertThat(incoming.id()).isEqualTo(channel.id());
            });
  }

  @Test
  void theDtlsClientTakesEvenStreamsAndTheServerOddOnes() {
    DataChannel fromClient = pair.client.channels.open("a", "", true);
    DataChannel fromServer = pair.server.channels.open("b", "", true);
    pair.settle();

    assertThat(fromClient.id()).isEqualTo(0);
    assertThat(fromServer.id()).isEqualTo(1);
  }

  @Test
  void textBytesAndEmptyMessagesArriveAsWhatTheyWere() throws Exception {
    DataChannel channel = pair.client.channels.open("a", "", true);
    pair.settle();
    channel.send(Message.text("Grüße"));
    channel.send(Message.binary(new byte[] {1, 2, 3}));
    channel.send(Message.text(""));
    channel.send(Message.binary(new byte[0]));
    pair.settle();

    DataChannel incoming = pair.server.opened.get(0);
    assertThat(take(incoming).asText()).isEqualTo("Grüße");
    assertThat(take(incoming).payload()).containsExactly(1, 2, 3);
    Message emptyText = take(incoming);
    assertThat(emptyText.isText()).isTrue();
    assertThat(emptyText.payload()).isEmpty();
    Message emptyBytes = take(incoming);
    assertThat(emptyBytes.isText()).isFalse();
    assertThat(emptyBytes.payload()).isEmpty();
  }

  @Test
  void unorderedChannelsAreUnorderedOnTheOtherSideToo() throws Exception {
    DataChannel channel = pair.client.channels.open("a", "", false);
    pair.settle();
    channel.send(Message.text("x"));
    pair.settle();

    assertThat(pair.server.opened.get(0).ordered()).isFalse();
    assertThat(take(pair.server.opened.get(0)).asText()).isEqualTo("x");
  }

  @Test
  void whatNobodyTakesHoldsTheSenderBack() throws Exception {
    DataChannel channel = pair.client.channels.open("a", "", true);
    pair.settle();
    for (int i = 0; i < 200; i++) {
      channel.send(Message.binary(new byte[100_000]));
    }
    pair.settle();
    assertThat(channel.bufferedAmount()).isGreaterThan(10_000_000);

    for (int i = 0; i < 200; i++) {
      assertThat(take(pair.server.opened.get(0)).payload()).hasSize(100_000);
      pair.settle();
    }
    assertThat(channel.bufferedAmount()).isZero();
  }

  @Test
  void theLowWaterCallbackComesOnceWhenTheQueueHasDrained() throws Exception {
    DataChannel channel = pair.client.channels.open("a", "", true);
    AtomicInteger calls = new AtomicInteger();
    channel.onBufferedAmountLow(1000, calls::incrementAndGet);
    pair.settle();
    channel.send(Message.binary(new byte[200_000]));
    pair.settle();

    assertThat(calls).hasValue(1);
    assertThat(channel.bufferedAmount()).isZero();
    channel.awaitWritable(1000);
  }

  @Test
  void closingSendsWhatIsQueuedAndEndsBothSides() throws Exception {
    DataChannel channel = pair.client.channels.open("a", "", true);
    pair.settle();
    AtomicInteger closed = new AtomicInteger();
    channel.onClose(closed::incrementAndGet);
    channel.send(Message.binary(new byte[200_000]));
    channel.close();
    pair.settle();

    DataChannel incoming = pair.server.opened.get(0);
    assertThat(take(incoming).payload()).hasSize(200_000);
    pair.settle();
    assertThat(incoming.receive()).isNull();
    assertThat(channel.state()).isEqualTo(State.CLOSED);
    assertThat(incoming.state()).isEqualTo(State.CLOSED);
    assertThat(closed).hasValue(1);
    assertThatIllegalStateException().isThrownBy(() -> channel.send(Message.text("late")));
    assertThatThrownBy(() -> channel.awaitWritable(0)).isInstanceOf(IOException.class);
  }

  @Test
  void channelsCanBeClosedAndOthersOpenedOnTheSameConnection() throws Exception {
    for (int round = 0; round < 3; round++) {
      DataChannel channel = pair.client.channels.open("round " + round, "", true);
      pair.settle();
      channel.send(Message.text("hello " + round));
      pair.settle();
      DataChannel incoming = pair.server.opened.get(round);
      assertThat(take(incoming).asText()).isEqualTo("hello " + round);
      channel.close();
      pair.settle();
      assertThat(channel.state()).isEqualTo(State.CLOSED);
      assertThat(incoming.state()).isEqualTo(State.CLOSED);
    }
  }

  @Test
  void aMessageLargerThanThePeerTakesIsRefusedAtOnce() {
    DataChannel channel = pair.client.channels.open("a", "", true);
    pair.settle();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> channel.send(Message.binary(new byte[262_145])));
  }

  @Test
  void aLostConnectionIsToldToReadersAfterWhatHadArrived() throws Exception {
    DataChannel channel = pair.client.channels.open("a", "", true);
    pair.settle();
    channel.send(Message.text("last words"));
    pair.settle();
    pair.server.channels.closeAll("The network is gone.");

    DataChannel incoming = pair.server.opened.get(0);
    assertThat(take(incoming).asText()).isEqualTo("last words");
    assertThatThrownBy(incoming::receive)
        .isInstanceOf(IOException.class)
        .hasMessage("The network is gone.");
  }

  private static Message take(DataChannel channel) throws Exception {
    Message message = channel.receive();
    assertThat(message).isNotNull();
    return java.util.Objects.requireNonNull(message);
  }
}
