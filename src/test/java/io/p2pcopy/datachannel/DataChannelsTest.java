package io.p2pcopy.datachannel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.p2pcopy.datachannel.DataChannel.State;
import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.SctpState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** The loop hands over so many messages of a channel before it does something else. */
  @ParameterizedTest
  @ValueSource(ints = {1023, 1024, 1025, 2048})
  void howeverManyMessagesAreQueuedAtOnceTheNextOneLeavesToo(int queued) throws Exception {
    DataChannel channel = pair.client.channels.open("a", "", true);
    pair.settle();
    for (int i = 0; i < queued; i++) {
      channel.send(Message.text(""));
    }
    pair.settle();
    channel.send(Message.text("next"));
    pair.settle();

    assertThat(channel.bufferedAmount()).isZero();
    for (int i = 0; i < queued; i++) {
      assertThat(take(pair.server.opened.get(0)).asText()).isEmpty();
    }
    assertThat(take(pair.server.opened.get(0)).asText()).isEqualTo("next");
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
    pair.server.channels.closeAll("The network is gone.", null);

    DataChannel incoming = pair.server.opened.get(0);
    assertThat(take(incoming).asText()).isEqualTo("last words");
    assertThatThrownBy(incoming::receive)
        .isInstanceOf(IOException.class)
        .hasMessage("The network is gone.");
  }

  @Test
  void aPeerWithFewStreamsGetsAsManyChannelsAsItHasAndTheRestFailAlone() throws Exception {
    pair = new ChannelPair(SctpConfig.defaults(), SctpConfig.defaults().withStreams(1024, 1024));
    List<DataChannel> channels = new ArrayList<>();
    for (int i = 0; i < 514; i++) {
      channels.add(pair.client.channels.open("a", "", true));
    }
    pair.settle();

    assertThat(channels.subList(0, 512)).allMatch(channel -> channel.state() == State.OPEN);
    assertThat(channels).extracting(DataChannel::id).startsWith(0, 2, 4).contains(1022);
    assertThatThrownBy(channels.get(512)::receive).hasMessageContaining("streams");
    assertThatThrownBy(channels.get(513)::receive).hasMessageContaining("streams");

    channels.get(100).close();
    pair.settle();
    DataChannel next = pair.client.channels.open("next", "", true);
    pair.settle();
    assertThat(next.id()).isEqualTo(200);
    next.send(Message.text("hello"));
    pair.settle();
    assertThat(take(pair.server.opened.get(512)).asText()).isEqualTo("hello");
  }

  @Test
  void theLowestFreeStreamIsUsed() {
    List<DataChannel> channels = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      channels.add(pair.client.channels.open("a", "", true));
    }
    pair.settle();
    channels.get(1).close();
    pair.settle();
    pair.settle();

    DataChannel next = pair.client.channels.open("a", "", true);
    pair.settle();
    assertThat(next.id()).isEqualTo(2);
  }

  @Test
  void aChannelThatFollowsAnotherOnItsStreamIsNotTakenForIt() throws Exception {
    pair = new ChannelPair(SctpConfig.defaults(), SctpConfig.defaults().withStreams(1, 1));
    DataChannel first = pair.client.channels.open("first", "", true);
    List<DataChannel> second = new ArrayList<>();
    pair.settle();
    first.onClose(() -> second.add(pair.client.channels.open("second", "", true)));
    first.close();
    pair.settle();
    second.get(0).send(Message.text("hello"));
    pair.settle();

    assertThat(pair.server.opened)
        .extracting(DataChannel::label)
        .containsExactly("first", "second");
    assertThat(take(pair.server.opened.get(1)).asText()).isEqualTo("hello");
  }

  @Test
  void whatTheFormerChannelOfAStreamHasNotReadStaysItsOwn() throws Exception {
    pair = new ChannelPair(SctpConfig.defaults(), SctpConfig.defaults().withStreams(1, 1));
    DataChannel first = pair.client.channels.open("first", "", true);
    pair.settle();
    for (int i = 0; i < 30; i++) {
      first.send(Message.binary(new byte[100_000]));
    }
    first.close();
    pair.settle();
    DataChannel incoming = pair.server.opened.get(0);
    DataChannel second = pair.client.channels.open("second", "", true);
    pair.settle();
    for (int i = 0; i < 30; i++) {
      assertThat(take(incoming).payload()).hasSize(100_000);
      pair.settle();
    }

    assertThat(incoming.receive()).isNull();
    assertThat(second.state()).isEqualTo(State.OPEN);
    assertThat(pair.server.opened)
        .extracting(DataChannel::label)
        .containsExactly("first", "second");
  }

  @Test
  void messagesThatWereTakenBeforeAShutdownArrive() throws Exception {
    DataChannel channel = pair.client.channels.open("a", "", true);
    pair.settle();
    channel.send(Message.text("taken"));
    pair.client.beginClosing();
    assertThatIllegalStateException().isThrownBy(() -> channel.send(Message.text("late")));
    pair.settle();

    assertThat(take(pair.server.opened.get(0)).asText()).isEqualTo("taken");
    assertThat(pair.server.association.state()).isEqualTo(SctpState.CLOSED);
  }

  @Test
  void messagesThatWereTakenBeforeThePeersShutdownWasReadArrive() throws Exception {
    DataChannel channel = pair.client.channels.open("a", "", true);
    pair.settle();
    pair.server.beginClosing();
    pair.deliverToClient();
    channel.send(Message.text("taken"));
    pair.settle();

    assertThat(take(pair.server.opened.get(0)).asText()).isEqualTo("taken");
    assertThat(channel.state()).isEqualTo(State.CLOSING);
    assertThatThrownBy(() -> channel.awaitWritable(0)).hasMessageContaining("other side");
    assertThat(pair.client.association.state()).isEqualTo(SctpState.CLOSED);
  }

  @Test
  void aChannelThatThePeerOpensWhileWeCloseIsLeftAlone() {
    DataChannel known = pair.server.channels.open("known", "", true);
    pair.settle();
    pair.client.channels.beginClosing();
    DataChannel late = pair.server.channels.open("late", "", true);
    late.onOpen(() -> late.send(Message.text("nobody reads this")));
    pair.settle();

    assertThat(pair.client.opened).extracting(DataChannel::label).containsExactly("known");
    assertThat(pair.client.association.state()).isEqualTo(SctpState.ESTABLISHED);
    assertThat(known.state()).isEqualTo(State.OPEN);
  }

  @Test
  void aChannelOnAStreamOfTheWrongRoleIsClosedAndNotAnnounced() {
    // Both believe that they are the DTLS client.
    pair = new ChannelPair(true, true);
    DataChannel left = pair.client.channels.open("left", "", true);
    pair.settle();

    assertThat(left.state()).isEqualTo(State.CLOSED);
    assertThat(pair.server.opened).isEmpty();
    assertThat(pair.server.association.state()).isEqualTo(SctpState.ESTABLISHED);
  }

  private static Message take(DataChannel channel) throws Exception {
    Message message = channel.receive();
    assertThat(message).isNotNull();
    return java.util.Objects.requireNonNull(message);
  }
}
