package io.p2pcopy.sctp.procedure;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.packet.CookieAckChunk;
import io.p2pcopy.sctp.packet.CookieEchoChunk;
import io.p2pcopy.sctp.packet.ErrorChunk;
import io.p2pcopy.sctp.packet.InitAckChunk;
import io.p2pcopy.sctp.packet.InitChunk;
import io.p2pcopy.sctp.packet.Initiation;
import io.p2pcopy.sctp.packet.Parameter;
import io.p2pcopy.sctp.timer.RttEstimator;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HandshakeTest {

  private static final int PEER_TAG = 77;
  private static final long SECOND = 1_000_000_000;

  private final SctpConfig config = SctpConfig.defaults();
  private final ControlChunkQueue outbox = new ControlChunkQueue(1200);
  private final Handshake handshake =
      new Handshake(config, new SplittableRandom(5), outbox, new RttEstimator(config));

  @Test
  void anInitSaysWhatIsSupportedAndNothingThatOlderPeersRefuse() {
    handshake.connect(0);
    ControlChunkQueue.Solitary packet = Objects.requireNonNull(outbox.pollSolitary());

    assertThat(packet.verificationTag()).isZero();
    assertThat(((InitChunk) packet.chunk()).initiation().parameters())
        .extracting(Parameter::type)
        .containsExactly(0xC000, 0x8008);
  }

  @Test
  void anInitIsRepeatedUntilItIsAnswered() {
    handshake.connect(0);
    outbox.pollSolitary();
    for (int i = 0; i < 100; i++) {
      long due = handshake.nextTimeout();
      assertThat(handshake.handleTimeout(due)).isTrue();
      assertThat(handshake.nextTimeout() - due).isLessThanOrEqualTo(SECOND);
      assertThat(Objects.requireNonNull(outbox.pollSolitary()).chunk())
          .isInstanceOf(InitChunk.class);
    }
  }

  @Test
  void inCookieWaitAnInitIsAnsweredWithTheTagOfOurOwn() {
    handshake.connect(0);
    outbox.pollSolitary();

    assertThat(answerToInit(List.of()).initiateTag()).isEqualTo(handshake.localTag());
  }

  @Test
  void aCookieThatWasChangedIsNotTaken() {
    byte[] cookie = cookieOf(answerToInit(List.of()));
    cookie[40] ^= 1;

    assertThat(handshake.onCookieEcho(0, handshake.localTag(), new CookieEchoChunk(cookie)))
        .isFalse();
    assertThat(handshake.phase()).isEqualTo(Handshake.Phase.IDLE);
  }

  @Test
  void aCookieIsTakenOnceAndAcknowledgedEachTime() {
    var echo = new CookieEchoChunk(cookieOf(answerToInit(List.of())));

    assertThat(handshake.onCookieEcho(0, handshake.localTag(), echo)).isTrue();
    assertThat(handshake.onCookieEcho(0, handshake.localTag(), echo)).isFalse();
    for (int i = 0; i < 2; i++) {
      assertThat(outbox.peek()).isInstanceOf(CookieAckChunk.class);
      outbox.remove();
    }
    assertThat(Objects.requireNonNull(handshake.peer()))
        .isEqualTo(new PeerParameters(PEER_TAG, 9, 100_000, 20, 10, false, false, false));
  }

  @Test
  void anOldCookieIsReportedAsStale() {
    byte[] cookie = cookieOf(answerToInit(List.of()));

    assertThat(
            handshake.onCookieEcho(61 * SECOND, handshake.localTag(), new CookieEchoChunk(cookie)))
        .isFalse();
    ControlChunkQueue.Solitary packet = Objects.requireNonNull(outbox.pollSolitary());
    assertThat(packet.verificationTag()).isEqualTo(PEER_TAG);
    assertThat(packet.chunk())
        .isInstanceOfSatisfying(
            ErrorChunk.class,
            error -> assertThat(error.causes().get(0).describe()).isEqualTo("stale cookie"));
  }

  @Test
  void anInitWithAnotherTagDoesNotDisturbTheEstablishedAssociation() {
    var echo = new CookieEchoChunk(cookieOf(answerToInit(List.of())));
    handshake.onCookieEcho(0, handshake.localTag(), echo);
    PeerParameters before = handshake.peer();

    Initiation restarted = answerToInit(PEER_TAG + 1, List.of());
    assertThat(restarted.initiateTag()).isNotEqualTo(handshake.localTag());
    assertThat(
            handshake.onCookieEcho(
                0, restarted.initiateTag(), new CookieEchoChunk(cookieOf(restarted))))
        .isFalse();
    assertThat(handshake.peer()).isEqualTo(before);
  }

  /** As after a COOKIE ACK that was overtaken by the report of a stale cookie. */
  @Test
  void aRepeatedInitOfTheEstablishedPeerLeadsToACookieAck() {
    var echo = new CookieEchoChunk(cookieOf(answerToInit(List.of())));
    handshake.onCookieEcho(0, handshake.localTag(), echo);
    outbox.remove();

    Initiation repeated = answerToInit(List.of());
    handshake.onCookieEcho(0, repeated.initiateTag(), new CookieEchoChunk(cookieOf(repeated)));

    assertThat(repeated.initiateTag()).isEqualTo(handshake.localTag());
    assertThat(outbox.peek()).isInstanceOf(CookieAckChunk.class);
  }

  @Test
  void unknownParametersAreReportedByTheirHighBits() {
    var skippedSilently = new Parameter(0x8001, new byte[4]);
    var skippedAndReported = new Parameter(0xC123, new byte[] {1});
    var stopsAndReported = new Parameter(0x4123, new byte[] {2});
    var neverReached = new Parameter(0xC124, new byte[] {3});
    Initiation ack =
        answerToInit(List.of(skippedSilently, skippedAndReported, stopsAndReported, neverReached));

    assertThat(ack.parameters())
        .filteredOn(p -> p.type() == Parameter.UNRECOGNIZED_PARAMETER)
        .extracting(Parameter::value)
        .containsExactly(skippedAndReported.toBytes(), stopsAndReported.toBytes());
  }

  private Initiation answerToInit(List<Parameter> parameters) {
    return answerToInit(PEER_TAG, parameters);
  }

  private Initiation answerToInit(int peerTag, List<Parameter> parameters) {
    handshake.onInit(0, new InitChunk(new Initiation(peerTag, 100_000, 10, 20, 9, parameters)));
    ControlChunkQueue.Solitary packet = Objects.requireNonNull(outbox.pollSolitary());
    assertThat(packet.verificationTag()).isEqualTo(peerTag);
    return ((InitAckChunk) packet.chunk()).initiation();
  }

  private static byte[] cookieOf(Initiation ack) {
    return ack.parameters().stream()
        .filter(p -> p.type() == Parameter.STATE_COOKIE)
        .findFirst()
        .orElseThrow()
        .value();
  }
}
