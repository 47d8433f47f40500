package io.p2pcopy.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.datachannel.Message;
import io.p2pcopy.signal.Candidate;
import io.p2pcopy.signal.SessionDescription;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a peer of another implementation sees last, looked at between the two. */
@Timeout(60)
class LastRecordTest {
  private static final PeerConfig LOOPBACK = PeerConfig.local().withLoopback(true);

  /** RFC 8446, section B.1, and RFC 6347, section 4.1. */
  private static final int ALERT = 21;

  private static final int APPLICATION_DATA = 23;

  private final PeerConnection offerer = PeerConnection.create(LOOPBACK);
  private final PeerConnection answerer = PeerConnection.create(LOOPBACK);
  private final CompletableFuture<Duration> pauseBeforeAlert = new CompletableFuture<>();
  private DatagramSocket towardsOfferer;
  private DatagramSocket towardsAnswerer;
  private volatile @Nullable SocketAddress offererAddress;
  private volatile @Nullable SocketAddress answererAddress;

  @BeforeEach
  void open() throws IOException {
    towardsOfferer = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    towardsAnswerer = new DatagramSocket(0, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() {
    answerer.close();
    towardsOfferer.close();
    towardsAnswerer.close();
  }

  @Test
  void dtlsEndsOnlyWhenThePeerHasHadTimeToRead() throws Exception {
    BlockingQueue<DataChannel> incoming = new LinkedBlockingQueue<>();
    answerer.onDataChannel(incoming::add);
    DataChannel channel = offerer.createDataChannel("a", "");
    connect();
    channel.send(Message.text("the last word"));

    offerer.close();

    DataChannel other = incoming.take();
    assertThat(other.receive()).extracting(Message::asText).isEqualTo("the last word");
    assertThat(other.receive()).isNull();
    // Half of it, as a busy machine lets the relay see packets late.
    assertThat(pauseBeforeAlert.get()).isGreaterThan(Drain.PEER_READ_TIME.dividedBy(2));
  }

  private void connect() throws Exception {
    SessionDescription offer = RecordRelay.through(towardsAnswerer, offerer.createOffer().get());
    SessionDescription ownAnswer = answerer.createAnswer(offer).get();
    answererAddress =
        ownAnswer.candidates().stream()
            .map(LastRecordTest::loopbackAddress)
            .filter(address -> address != null)
            .findFirst()
            .orElseThrow();
    inBackground(this::carryToAnswerer);
    inBackground(this::carryToOfferer);
    offerer.acceptAnswer(RecordRelay.through(towardsOfferer, ownAnswer));
    offerer.connected().get();
  }

  private static @Nullable InetSocketAddress loopbackAddress(Candidate candidate) {
    return candidate instanceof Candidate.Address host
            && host.address().equals(InetAddress.getLoopbackAddress())
        ? new InetSocketAddress(host.address(), host.port())
        : null;
  }

  private void carryToAnswerer() throws IOException {
    long lastData = System.nanoTime();
    while (true) {
      DatagramPacket packet = receive(towardsOfferer);
      offererAddress = packet.getSocketAddress();
      int type = packet.getData()[0];
      if (type == APPLICATION_DATA) {
        lastData = System.nanoTime();
      } else if (type == ALERT) {
        pauseBeforeAlert.complete(Duration.ofNanos(System.nanoTime() - lastData));
      }
      packet.setSocketAddress(answererAddress);
      towardsAnswerer.send(packet);
    }
  }

  /** Its good-bye is lost on the way. */
  private void carryToOfferer() throws IOException {
    while (true) {
      DatagramPacket packet = receive(towardsAnswerer);
      if (packet.getData()[0] != ALERT && offererAddress != null) {
        packet.setSocketAddress(offererAddress);
        towardsOfferer.send(packet);
      }
    }
  }

  private static DatagramPacket receive(DatagramSocket socket) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
    socket.receive(packet);
    return packet;
  }

  private interface Carrying {
    void run() throws IOException;
  }

  private static void inBackground(Carrying carrying) {
    Thread thread =
        new Thread(
            () -> {
              try {
                carrying.run();
              } catch (IOException e) {
                // The socket was closed: the test is over.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }
}
