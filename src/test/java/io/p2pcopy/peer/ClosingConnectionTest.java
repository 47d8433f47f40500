package io.p2pcopy.peer;

import static io.p2pcopy.peer.PeerPair.countMessages;
import static io.p2pcopy.peer.PeerPair.sendUntilClosed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.datachannel.Message;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the threads and the peer of a user do while a connection ends. */
@Timeout(30)
class ClosingConnectionTest {
  private PeerPair pair;

  @BeforeEach
  void connect() throws Exception {
    pair = new PeerPair();
  }

  @AfterEach
  void close() {
    pair.close();
  }

  @Test
  void everyMessageThatWasTakenArrivesWhenThePeerCloses() throws Exception {
    CompletableFuture<Integer> received = countMessages(pair.other);
    CompletableFuture<Integer> sent = sendUntilClosed(pair.channel);
    awaitTraffic();

    pair.answerer.close();

    assertThat(received.get(20, TimeUnit.SECONDS)).isEqualTo(sent.get(20, TimeUnit.SECONDS));
    assertThat(pair.channel.receive()).isNull();
  }

  @Test
  void everyMessageThatWasTakenArrivesWhenAnotherThreadClosesTheConnection() throws Exception {
    CompletableFuture<Integer> received = countMessages(pair.other);
    CompletableFuture<Integer> sent = sendUntilClosed(pair.channel);
    awaitTraffic();

    pair.offerer.close();

    assertThat(received.get(20, TimeUnit.SECONDS)).isEqualTo(sent.get(20, TimeUnit.SECONDS));
    assertThat(pair.channel.receive()).isNull();
  }

  @Test
  void everyMessageThatWasTakenArrivesWhenAnotherThreadClosesTheChannel() throws Exception {
    CompletableFuture<Integer> received = countMessages(pair.other);
    CompletableFuture<Integer> sent = sendUntilClosed(pair.channel);
    awaitTraffic();

    pair.channel.close();

    assertThat(received.get(20, TimeUnit.SECONDS)).isEqualTo(sent.get(20, TimeUnit.SECONDS));
    assertThat(pair.offerer.createDataChannel("next", "")).satisfies(next -> next.awaitWritable(0));
  }

  @Test
  void everyMessageThatWasTakenArrivesWhenBothSidesSendAndClose() throws Exception {
    List<CompletableFuture<Integer>> received =
        List.of(countMessages(pair.other), countMessages(pair.channel));
    List<CompletableFuture<Integer>> sent =
        List.of(sendUntilClosed(pair.channel), sendUntilClosed(pair.other));
    awaitTraffic();

    var offerer = CompletableFuture.runAsync(pair.offerer::close, PeerPair.OWN_THREAD);
    var answerer = CompletableFuture.runAsync(pair.answerer::close, PeerPair.OWN_THREAD);
    CompletableFuture.allOf(offerer, answerer).get(20, TimeUnit.SECONDS);

    for (int i = 0; i < 2; i++) {
      assertThat(received.get(i).get(20, TimeUnit.SECONDS))
          .isEqualTo(sent.get(i).get(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void aSideThatClosesAndReadsNothingIsNotHeldUpByWhatThePeerStillSends() throws Exception {
    CompletableFuture<Integer> sent = sendUntilClosed(pair.channel);
    while (pair.channel.bufferedAmount() < 4_000_000) {
      Thread.onSpinWait();
    }

    CompletableFuture.runAsync(pair.answerer::close, PeerPair.OWN_THREAD).get(20, TimeUnit.SECONDS);

    assertThat(sent.get(20, TimeUnit.SECONDS)).isPositive();
    assertThat(pair.channel.receive()).isNull();
  }

  @Test
  void channelsThatAreOpenedWhileEitherSideClosesCloseInsteadOfOpening() throws Exception {
    var closing = CompletableFuture.runAsync(pair.answerer::close, PeerPair.OWN_THREAD);
    assertThatThrownBy(() -> openUntilRefused(pair.offerer))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("closed");
    closing.get(20, TimeUnit.SECONDS);
    assertThat(pair.channel.receive()).isNull();
  }

  @Test
  void aClosedConnectionOpensNoChannelAndMakesNoDescription() throws Exception {
    pair.offerer.close();

    assertThatIllegalStateException().isThrownBy(() -> pair.offerer.createDataChannel("a", ""));
    assertThatIllegalStateException().isThrownBy(() -> pair.offerer.createOffer());
  }

  @Test
  void aConnectionThatIsClosedBeforeItHasAPeerSaysSo() {
    PeerConnection connection = PeerConnection.create(PeerConfig.local().withLoopback(true));
    DataChannel channel = connection.createDataChannel("a", "");
    connection.close();

    assertThatThrownBy(() -> connection.connected().get())
        .hasMessageContaining("closed on this side");
    assertThatThrownBy(() -> channel.awaitWritable(0)).hasMessageContaining("closed on this side");
  }

  @Test
  void onOpenDoesNotRunForAChannelThatIsClosing() throws Exception {
    CompletableFuture<Void> opened = new CompletableFuture<>();
    pair.offerer.close();
    pair.channel.onOpen(() -> opened.complete(null));

    assertThat(opened).isNotDone();
    assertThat(pair.channel.state()).isEqualTo(DataChannel.State.CLOSED);
  }

  @Test
  void theStatisticsHoldWhatWasSentLast() throws Exception {
    CompletableFuture<Integer> received = countMessages(pair.other);
    for (int i = 0; i < 1000; i++) {
      pair.channel.send(Message.binary(new byte[1000]));
    }
    pair.offerer.close();

    assertThat(received.get(20, TimeUnit.SECONDS)).isEqualTo(1000);
    assertThat(pair.offerer.stats().packetsSent()).isGreaterThan(60);
  }

  @Test
  void twoThreadsMayCloseAndBothWaitForTheEnd() throws Exception {
    for (int i = 0; i < 1000; i++) {
      pair.channel.send(Message.binary(new byte[1000]));
    }
    CompletableFuture<Integer> received = countMessages(pair.other);
    var first = CompletableFuture.runAsync(pair.offerer::close, PeerPair.OWN_THREAD);
    pair.offerer.close();

    assertThat(received.get(20, TimeUnit.SECONDS)).isEqualTo(1000);
    first.get(20, TimeUnit.SECONDS);
  }

  private static void openUntilRefused(PeerConnection connection) throws Exception {
    while (true) {
      connection.createDataChannel("late", "").awaitWritable(0);
    }
  }

  private void awaitTraffic() {
    while (pair.offerer.stats().packetsSent() < 1000) {
      Thread.onSpinWait();
    }
  }
}
