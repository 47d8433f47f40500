package io.p2pcopy.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.peer.PeerConfig;
import io.p2pcopy.peer.PeerConnection;
import io.p2pcopy.transfer.TransferException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Transfers over two real connections in one process, on the loopback interface. */
@Timeout(60)
class TransferOverPeerConnectionTest {

  private static final PeerConfig LOOPBACK = PeerConfig.local().withLoopback(true);

  private final PeerConnection left = PeerConnection.create(LOOPBACK);
  private final PeerConnection right = PeerConnection.create(LOOPBACK);
  private DataChannel outgoing;
  private DataChannel incoming;
  private Path source;
  private Path inbox;

  @BeforeEach
  void connect(@TempDir Path temporary) throws Exception {
    byte[] content = new byte[20_000_000];
    new Random(1).nextBytes(content);
    source = Files.write(temporary.resolve("a.bin"), content);
    inbox = Files.createDirectory(temporary.resolve("in"));
    CompletableFuture<DataChannel> opened = new CompletableFuture<>();
    right.onDataChannel(opened::complete);
    outgoing = left.createDataChannel(TransferProtocol.LABEL, TransferProtocol.NAME);
    left.acceptAnswer(right.createAnswer(left.createOffer().get()).get());
    incoming = opened.get(20, TimeUnit.SECONDS);
  }

  @AfterEach
  void disconnect() {
    left.close();
    right.close();
  }

  @Test
  void aFileArrivesVerifiedAndBothSidesKnowIt() throws Exception {
    try (var sending = TransferFixture.sender(source).over(outgoing);
        var receiving = TransferFixture.receiver(inbox).over(incoming)) {
      assertThat(receiving.result().bytes()).isEqualTo(20_000_000);
      assertThat(sending.result().bytes()).isEqualTo(20_000_000);
    }
    assertThat(inbox.resolve("a.bin")).hasSameBinaryContentAs(source);
  }

  @Test
  void theSideThatOpenedTheChannelMayReceive() throws Exception {
    try (var sending = TransferFixture.sender(source).over(incoming);
        var receiving = TransferFixture.receiver(inbox).over(outgoing)) {
      assertThat(receiving.result().bytes()).isEqualTo(20_000_000);
      assertThat(sending.result().bytes()).isEqualTo(20_000_000);
    }
    assertThat(inbox.resolve("a.bin")).hasSameBinaryContentAs(source);
  }

  @Test
  void aRefusalReachesTheSender() throws Exception {
    var settings =
        new ReceiveSettings(
            ReceiveSettings.DEFAULT.target(), offered -> false, WordsQuestion.NOT_ASKED);
    try (var sending = TransferFixture.sender(source).over(outgoing);
        var receiving = TransferFixture.receiver(inbox, settings).over(incoming)) {
      assertThat(sending.failure().kind()).isEqualTo(Kind.REFUSED_BY_PEER);
      assertThat(receiving.failure().kind()).isEqualTo(Kind.REFUSED);
    }
  }

  @Test
  void aFailureOfTheReceiverInTheMiddleReachesTheSender() throws Exception {
    try (var sending = TransferFixture.sender(source).over(outgoing);
        var receiving = TransferFixture.receiver(inbox).over(incoming)) {
      receiving.awaitStarted();
      receiving.interrupt();

      assertThat(receiving.cause()).isInstanceOf(InterruptedException.class);
      assertThat(sending.failure()).hasMessage("The other side cancelled the transfer.");
    }
  }

  @Test
  void aFailureOfTheSenderInTheMiddleReachesTheReceiver() throws Exception {
    try (var sending = TransferFixture.sender(source).over(outgoing);
        var receiving = TransferFixture.receiver(inbox).over(incoming)) {
      sending.awaitStarted();
      sending.interrupt();

      assertThat(sending.cause()).isInstanceOf(InterruptedException.class);
      assertThat(receiving.failure())
          .hasMessageStartingWith("The other side cancelled the transfer.");
    }
  }

  @Test
  void aConnectionThatTheSenderClosesIsLostForTheReceiver() throws Exception {
    var settings =
        new ReceiveSettings(
            ReceiveSettings.DEFAULT.target(),
            offered -> {
              left.close();
              return true;
            },
            WordsQuestion.NOT_ASKED);
    try (var sending = TransferFixture.sender(source).over(outgoing);
        var receiving = TransferFixture.receiver(inbox, settings).over(incoming)) {
      assertThat(receiving.failure().kind()).isEqualTo(Kind.CONNECTION_LOST);
      assertThat(receiving.failure().getMessage()).endsWith(".");
      assertThat(sending.failure().kind()).isEqualTo(Kind.CONNECTION_LOST);
    }
  }
}
