package io.p2pcopy.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.dtls.DtlsCloseReason;
import io.p2pcopy.dtls.DtlsIdentity;
import io.p2pcopy.dtls.DtlsListener;
import io.p2pcopy.dtls.DtlsRole;
import io.p2pcopy.dtls.DtlsTransport;
import io.p2pcopy.ice.Stranger;
import io.p2pcopy.net.Clock;
import io.p2pcopy.net.EventLoop;
import io.p2pcopy.signal.Candidate;
import io.p2pcopy.signal.SessionDescription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Somebody who has read both descriptions comes before the friend does, or together with it. */
@Timeout(60)
class StrangerTest {

  private static final PeerConfig LOOPBACK = PeerConfig.local().withLoopback(true);

  /** handshake_failure without protection (RFC 5246, section 7.2). */
  private static final byte[] PLAIN_ALERT = {21, -2, -3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 40};

  private static final Candidate NOWHERE = new Candidate.Mdns(new UUID(1, 2), 4321);

  private final PeerConnection offerer = PeerConnection.create(LOOPBACK);
  private final PeerConnection answerer = PeerConnection.create(LOOPBACK);

  @AfterEach
  void close() {
    offerer.close();
    answerer.close();
  }

  @Test
  void aStrangerWhoseHandshakeFailsDoesNotKeepTheFriendAway() throws Exception {
    SessionDescription offer = offerer.createOffer().get();
    SessionDescription answer = answerer.createAnswer(offer).get();
    try (Stranger stranger = new Stranger(answer, offer);
        Handshake handshake = new Handshake(stranger, DtlsRole.CLIENT, answer)) {
      stranger.passChecks();
      handshake.transport.start();
      // The certificate is not the friend's.
      handshake.closed.take();
      assertThat(answerer.connected()).isNotDone();

      offerer.acceptAnswer(answer);

      assertConnected();
    }
  }

  @Test
  void aStrangerWhoOnlyBeginsAHandshakeDoesNotKeepTheFriendAway() throws Exception {
    SessionDescription offer = offerer.createOffer().get();
    SessionDescription answer = answerer.createAnswer(offer).get();
    try (Stranger stranger = new Stranger(answer, offer);
        Handshake handshake = new Handshake(stranger, DtlsRole.CLIENT, answer)) {
      stranger.passChecks();
      handshake.transport.start();
      stranger.take();

      offerer.acceptAnswer(answer);

      assertConnected();
    }
  }

  @Test
  void oneCheckAndOnePlainAlertDoNotKeepTheFriendAway() throws Exception {
    SessionDescription offer = offerer.createOffer().get();
    SessionDescription answer = answerer.createAnswer(offer).get();
    try (Stranger stranger = new Stranger(answer, offer)) {
      stranger.passChecks();
      stranger.send(PLAIN_ALERT);
      stranger.check();
      stranger.send(PLAIN_ALERT);

      offerer.acceptAnswer(answer);

      assertConnected();
    }
  }

  @Test
  void aStrangerWhoAnswersInTheFriendsPlaceIsForgotten() throws Exception {
    SessionDescription offer = offerer.createOffer().get();
    SessionDescription withoutAddress = offer.withCandidates(List.of(NOWHERE));
    SessionDescription answer = answerer.createAnswer(withoutAddress).get();
    try (Stranger stranger = new Stranger(offer, answer);
        Handshake handshake = new Handshake(stranger, DtlsRole.SERVER, offer)) {
      handshake.transport.start();
      offerer.acceptAnswer(answer.withCandidates(List.of(NOWHERE)));
      stranger.passChecks();
      handshake.closed.take();
      assertThat(offerer.connected()).isNotDone();

      answerer.createAnswer(offer).get();

      assertConnected();
    }
  }

  private void assertConnected() throws Exception {
    CompletableFuture.allOf(offerer.connected(), answerer.connected()).get(20, TimeUnit.SECONDS);
    assertThat(answerer.path().remote().getPort()).isEqualTo(offerer.path().local().getPort());
  }

  /** A handshake of the stranger's, with a certificate of its own. */
  private static final class Handshake implements DtlsListener, AutoCloseable {
    final Stranger stranger;
    final EventLoop loop = EventLoop.start("stranger loop", Clock.system(), e -> {});
    final BlockingQueue<DtlsCloseReason> closed = new LinkedBlockingQueue<>();
    final DtlsTransport transport;
    private final Thread reader = new Thread(this::read, "stranger handshake");

    Handshake(Stranger stranger, DtlsRole role, SessionDescription victim) {
      this.stranger = stranger;
      SecureRandom random = new SecureRandom();
      transport =
          DtlsTransport.create(
              DtlsIdentity.generate(random, Clock.timeOfDay()),
              role,
              victim.fingerprint(),
              Duration.ofSeconds(20),
              random,
              Clock.system(),
              loop,
              this);
      reader.setDaemon(true);
      reader.start();
    }

    private void read() {
      try {
        while (true) {
          byte[] packet = stranger.take();
          loop.execute(() -> transport.handleDatagram(ByteBuffer.wrap(packet)));
        }
      } catch (InterruptedException e) {
        // The test is over.
      }
    }

    @Override
    public void outgoing(ByteBuffer datagram) {
      byte[] copy = new byte[datagram.remaining()];
      datagram.get(copy);
      try {
        stranger.send(copy);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void connected() {}

    @Override
    public void applicationData(ByteBuffer plaintext) {}

    @Override
    public void closed(DtlsCloseReason reason, String detail) {
      closed.add(reason);
    }

    @Override
    public void close() {
      reader.interrupt();
      loop.close();
    }
  }
}
