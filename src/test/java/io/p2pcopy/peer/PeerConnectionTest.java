package io.p2pcopy.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.datachannel.Message;
import io.p2pcopy.peer.ConnectionException.Reason;
import io.p2pcopy.signal.DtlsSetup;
import io.p2pcopy.signal.Fingerprint;
import io.p2pcopy.signal.SessionDescription;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two connections in one process, over real sockets on the loopback interface. */
@Timeout(60)
class PeerConnectionTest {

  private static final PeerConfig LOOPBACK = PeerConfig.local().withLoopback(true);
  private static final PeerConfig SMALL_WINDOW =
      LOOPBACK.withFlow(new FlowConfig(FlowConfig.defaults().congestion(), 1 << 20));

  private final List<PeerConnection> open = new ArrayList<>();

  @AfterEach
  void closeAll() {
    open.forEach(PeerConnection::close);
  }

  @Test
  void aMessageGoesEachWay() throws Exception {
    PeerConnection offerer = create(LOOPBACK);
    PeerConnection answerer = create(LOOPBACK);
    BlockingQueue<DataChannel> incoming = incomingChannels(answerer);
    DataChannel channel = offerer.createDataChannel("chat", "test");
    connect(offerer, answerer);

    channel.awaitWritable(0);
    channel.send(Message.text("ping"));
    DataChannel other = take(incoming);
    assertThat(receive(other).asText()).isEqualTo("ping");
    other.send(Message.text("pong"));
    assertThat(receive(channel).asText()).isEqualTo("pong");
    assertThat(other.label()).isEqualTo("chat");
    assertThat(other.protocol()).isEqualTo("test");
  }

  @Test
  void messagesOfDifferentChannelsMix() throws Exception {
    PeerConnection offerer = create(LOOPBACK);
    PeerConnection answerer = create(LOOPBACK);
    assertThat(offerer.stats().interleaving()).isFalse();
    connect(offerer, answerer);

    assertThat(offerer.stats().interleaving()).isTrue();
    assertThat(answerer.stats().interleaving()).isTrue();
  }

  @Test
  void theStatisticsNameTheCipherSuiteAndThePacketSize() throws Exception {
    PeerConnection offerer = create(LOOPBACK);
    PeerConnection answerer = create(LOOPBACK);
    assertThat(offerer.stats().cipherSuite()).isEmpty();
    connect(offerer, answerer);

    for (PeerConnection end : List.of(offerer, answerer)) {
      assertThat(end.stats().cipherSuite()).isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
      assertThat(end.stats().packetSize()).isGreaterThanOrEqualTo(1192);
    }
  }

  @Test
  void twoThatHaveBothMadeAnOfferAgreeOnWhoAnswers() throws Exception {
    PeerConnection left = create(LOOPBACK);
    PeerConnection right = create(LOOPBACK);
    BlockingQueue<DataChannel> incoming = incomingChannels(right);
    DataChannel channel = left.createDataChannel("chat", "");
    SessionDescription leftOffer = left.createOffer().get();
    SessionDescription rightOffer = right.createOffer().get();
    left.acceptOffer(rightOffer, false);
    right.acceptOffer(leftOffer, true);

    channel.awaitWritable(0);
    channel.send(Message.text("ping"));

    assertThat(receive(take(incoming)).asText()).isEqualTo("ping");
  }

  @Test
  void anAnswerTakesThePlaceOfAnOfferWhosePeerDoesNotCome() throws Exception {
    PeerConnection offerer = create(LOOPBACK);
    PeerConnection answerer = create(LOOPBACK);
    SessionDescription offer = offerer.createOffer().get();
    // It answers checks, as one does that has not been given this side's line yet.
    SessionDescription stale = create(LOOPBACK).createOffer().get();
    offerer.acceptOffer(stale, true);
    assertThat(offerer.connected()).isNotDone();

    SessionDescription answer = answerer.createAnswer(offer).get();
    offerer.acceptAnswer(answer);

    CompletableFuture.allOf(offerer.connected(), answerer.connected()).get(20, TimeUnit.SECONDS);
    assertThat(offerer.remoteDescription()).isEqualTo(answer);
  }

  @Test
  void anotherOfferCanBeAnsweredAsLongAsNobodyComes() throws Exception {
    PeerConnection gone = create(LOOPBACK);
    PeerConnection offerer = create(LOOPBACK);
    PeerConnection answerer = create(LOOPBACK);
    answerer.createAnswer(gone.createOffer().get()).get();
    gone.close();

    connect(offerer, answerer);

    // Who has come stays.
    SessionDescription used = answerer.remoteDescription();
    answerer.createAnswer(create(LOOPBACK).createOffer().get()).get();
    assertThat(answerer.remoteDescription()).isEqualTo(used);
  }

  @Test
  void thePathOnOneMachineIsCalledLoopback() throws Exception {
    PeerConnection offerer = create(LOOPBACK);
    PeerConnection answerer = create(LOOPBACK);
    connect(offerer, answerer);

    // The first pair that answers carries data until the best one is nominated.
    offerer.connected().get();
    while (offerer.path().kind() != ConnectionPath.Kind.LOOPBACK) {
      Thread.onSpinWait();
    }
    // Which of this machine's addresses it is depends on the pair that answered first.
    InetAddress remote = offerer.path().remote().getAddress();
    assertThat(NetworkInterface.getByInetAddress(remote)).as(remote.toString()).isNotNull();
  }

  @Test
  void tenMegabytesArriveAsTheyWere() throws Exception {
    PeerConnection offerer = create(LOOPBACK);
    PeerConnection answerer = create(LOOPBACK);
    BlockingQueue<DataChannel> incoming = incomingChannels(offerer);
    DataChannel channel = answerer.createDataChannel("bulk", "");
    connect(offerer, answerer);

    MessageDigest sent = MessageDigest.getInstance("SHA-256");
    CompletableFuture<byte[]> received =
        CompletableFuture.supplyAsync(() -> hashOfAll(incoming), PeerPair.OWN_THREAD);
    Random random = new Random(7);
    for (int i = 0; i < 160; i++) {
      byte[] payload = new byte[65_536];
      random.nextBytes(payload);
      sent.update(payload);
      channel.awaitWritable(1 << 20);
      channel.send(Message.binary(payload));
    }
    channel.close();

    assertThat(received.get(20, TimeUnit.SECONDS)).isEqualTo(sent.digest());
  }

  @Test
  void closingTellsTheOtherSideAfterEverythingHasArrived() throws Exception {
    PeerConnection offerer = create(LOOPBACK);
    PeerConnection answerer = create(LOOPBACK);
    BlockingQueue<DataChannel> incoming = incomingChannels(answerer);
    DataChannel channel = offerer.createDataChannel("a", "");
    connect(offerer, answerer);
    channel.awaitWritable(0);
    channel.send(Message.binary(new byte[200_000]));
    offerer.close();

    DataChannel other = take(incoming);
    assertThat(receive(other).payload()).hasSize(200_000);
    assertThat(other.receive()).isNull();
  }

  @Test
  void whatHasArrivedAndWasNotReadYetStaysReadableAfterTheEnd() throws Exception {
    PeerConnection offerer = create(LOOPBACK);
    PeerConnection answerer = create(LOOPBACK);
    DataChannel other = afterSending(40, offerer, answerer);
    offerer.close();

    for (int i = 0; i < 40; i++) {
      assertThat(receive(other).payload()).hasSize(65_536);
    }
    assertThat(other.receive()).isNull();
  }

  @Test
  void closingWaitsForASlowReaderAsLongAsSomethingArrives() throws Exception {
    PeerConnection offerer = PeerConnection.create(LOOPBACK, Duration.ofSeconds(1));
    PeerConnection answerer = create(SMALL_WINDOW);
    DataChannel other = afterSending(200, offerer, answerer);
    CompletableFuture<Void> closed =
        CompletableFuture.runAsync(offerer::close, PeerPair.OWN_THREAD);

    int received = 0;
    while (other.receive() != null) {
      received++;
      new CompletableFuture<Void>().completeOnTimeout(null, 10, TimeUnit.MILLISECONDS).get();
    }

    assertThat(received).isEqualTo(200);
    closed.get(20, TimeUnit.SECONDS);
  }

  @Test
  void closingGivesUpWhenTheReaderTakesNothing() throws Exception {
    PeerConnection offerer = PeerConnection.create(LOOPBACK, Duration.ofMillis(100));
    PeerConnection answerer = create(SMALL_WINDOW);
    DataChannel other = afterSending(200, offerer, answerer);

    offerer.close();

    assertThatThrownBy(() -> hashOfAll(other)).hasMessageContaining("aborted");
  }

  /** Returns the receiving end of a channel on which messages of 64 KiB are queued, all of them. */
  private static DataChannel afterSending(int messages, PeerConnection from, PeerConnection to)
      throws Exception {
    BlockingQueue<DataChannel> incoming = incomingChannels(to);
    DataChannel channel = from.createDataChannel("slow", "");
    connect(from, to);
    channel.awaitWritable(0);
    for (int i = 0; i < messages; i++) {
      channel.send(Message.binary(new byte[65_536]));
    }
    return take(incoming);
  }

  @Test
  void aCertificateThatTheAnswerDidNotNameEndsTheConnection() throws Exception {
    PeerConnection offerer = create(LOOPBACK);
    PeerConnection answerer = create(LOOPBACK);
    SessionDescription offer = offerer.createOffer().get();
    SessionDescription answer = answerer.createAnswer(offer).get();
    offerer.acceptAnswer(
        new SessionDescription(
            answer.type(),
            answer.credentials(),
            Fingerprint.of(new byte[32]),
            answer.setup(),
            answer.maxMessageSize(),
            answer.candidates()));

    assertThat(failure(offerer).reason()).isEqualTo(Reason.FINGERPRINT_MISMATCH);
    assertThat(failure(offerer)).hasMessageContaining("in between");
  }

  /** The other side of SDP may take either part, whatever a blob of ours says. */
  @ParameterizedTest
  @EnumSource(DtlsSetup.class)
  void eitherSideMayBeginTheHandshake(DtlsSetup offered) throws Exception {
    PeerConnection offerer = create(LOOPBACK);
    PeerConnection answerer = create(LOOPBACK);
    offerer.createDataChannel("a", "");
    SessionDescription own = offerer.createOffer().get();
    SessionDescription answer =
        answerer
            .createAnswer(
                new SessionDescription(
                    own.type(),
                    own.credentials(),
                    own.fingerprint(),
                    offered,
                    own.maxMessageSize(),
                    own.candidates()))
            .get();
    offerer.acceptAnswer(answer);

    assertThat(answer.setup())
        .isEqualTo(offered == DtlsSetup.ACTIVE ? DtlsSetup.PASSIVE : DtlsSetup.ACTIVE);
    assertThat(offerer.connected().get()).isNotNull();
    assertThat(answerer.connected().get()).isNotNull();
  }

  @Test
  void theAnswerToAnotherOfferIsRefused() throws Exception {
    PeerConnection offerer = create(LOOPBACK);
    PeerConnection answerer = create(LOOPBACK);
    SessionDescription older = create(LOOPBACK).createOffer().get();
    SessionDescription offer = offerer.createOffer().get();
    SessionDescription answer = answerer.createAnswer(older).get();

    assertThat(answer.answersOffer(older)).isTrue();
    assertThat(answer.answersOffer(offer)).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> offerer.acceptAnswer(answer));
    offerer.acceptAnswer(answerer.createAnswer(offer).get());
    assertThat(offerer.connected().get()).isNotNull();
  }

  @Test
  void anOffererWhomNobodyAnswersGivesUpWhenItsPatienceIsOver() throws Exception {
    PeerConnection offerer = create(LOOPBACK.withPatience(Duration.ofMillis(50)));
    DataChannel channel = offerer.createDataChannel("a", "");
    offerer.createOffer().get();

    assertThat(failure(offerer).reason()).isEqualTo(Reason.PEER_ABSENT);
    assertThatThrownBy(() -> channel.awaitWritable(0)).isInstanceOf(IOException.class);
  }

  @Test
  void anAnswererToWhomNobodyComesGivesUpWhenItsPatienceIsOver() throws Exception {
    PeerConnection offerer = create(LOOPBACK);
    PeerConnection answerer = create(LOOPBACK.withPatience(Duration.ofMillis(50)));
    answerer.createAnswer(offerer.createOffer().get()).get();

    assertThat(failure(answerer).reason()).isEqualTo(Reason.PEER_ABSENT);
  }

  @Test
  void descriptionsOfTheWrongTypeAreRefused() throws Exception {
    PeerConnection offerer = create(LOOPBACK);
    PeerConnection other = create(LOOPBACK);
    SessionDescription offer = offerer.createOffer().get();

    assertThatIllegalArgumentException().isThrownBy(() -> other.acceptAnswer(offer));
  }

  @Test
  void closingLeavesNoThreadBehind() throws Exception {
    PeerConnection offerer = create(LOOPBACK);
    PeerConnection answerer = create(LOOPBACK);
    connect(offerer, answerer);
    offerer.close();
    answerer.close();

    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("p2pcopy-")) {
        thread.join(10_000);
        assertThat(thread.isAlive()).as(thread.getName()).isFalse();
      }
    }
  }

  private static byte[] hashOfAll(BlockingQueue<DataChannel> incoming) {
    try {
      return hashOfAll(take(incoming));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] hashOfAll(DataChannel channel) throws Exception {
    MessageDigest hash = MessageDigest.getInstance("SHA-256");
    Message message;
    while ((message = channel.receive()) != null) {
      hash.update(message.payload());
    }
    return hash.digest();
  }

  private PeerConnection create(PeerConfig config) {
    PeerConnection connection = PeerConnection.create(config);
    open.add(connection);
    return connection;
  }

  private static void connect(PeerConnection offerer, PeerConnection answerer) throws Exception {
    SessionDescription answer = answerer.createAnswer(offerer.createOffer().get()).get();
    offerer.acceptAnswer(answer);
    CompletableFuture.allOf(offerer.connected(), answerer.connected()).get(20, TimeUnit.SECONDS);
  }

  private static ConnectionException failure(PeerConnection connection) throws Exception {
    try {
      connection.connected().get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      return (ConnectionException) Objects.requireNonNull(e.getCause());
    }
    throw new AssertionError("it connected");
  }

  private static BlockingQueue<DataChannel> incomingChannels(PeerConnection connection) {
    BlockingQueue<DataChannel> channels = new LinkedBlockingQueue<>();
    connection.onDataChannel(channels::add);
    return channels;
  }

  private static DataChannel take(BlockingQueue<DataChannel> channels) throws InterruptedException {
    return Objects.requireNonNull(channels.poll(20, TimeUnit.SECONDS));
  }

  private static Message receive(DataChannel channel) throws Exception {
    return Objects.requireNonNull(channel.receive());
  }
}
