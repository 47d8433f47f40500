package io.p2pcopy.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.datachannel.Message;
import io.p2pcopy.fuzz.FuzzInput;
import io.p2pcopy.fuzz.Seeds;
import io.p2pcopy.peer.ConnectionException.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two complete connections, with ICE, DTLS and SCTP over sockets, and an attacker on the path
 * between them who has read the invite and the reply. An input is what the attacker does with the
 * first packets. Timers and sockets are real, so a run is not exactly repeatable.
 */
class StackFuzzTest {

  private static final PeerConfig CONFIG =
      PeerConfig.local().withLoopback(true).withConnectTimeout(Duration.ofSeconds(3));

  /** All stages of an attempt with a timeout of three seconds end within this. */
  private static final long PATIENCE_SECONDS = 20;

  private static final int MESSAGES = 5;
  private static final int MESSAGE_BYTES = 3000;

  private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();

  @MethodSource("inputs")
  @FuzzTest(maxDuration = "10m")
  void attackerOnThePath(byte[] input) throws Exception {
    var before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> uncaught.add(thrown));
    FuzzInput in = new FuzzInput(input);
    boolean asSdp = in.oneByte() % 2 == 1;
    try (var relay = new FuzzedRelay(in);
        var offerer = PeerConnection.create(CONFIG, Duration.ofSeconds(1));
        var answerer = PeerConnection.create(CONFIG, Duration.ofSeconds(1))) {
      var incoming = new CompletableFuture<DataChannel>();
      answerer.onDataChannel(incoming::complete);
      DataChannel channel = offerer.createDataChannel("a", "");
      relay.connect(offerer, answerer, asSdp);
      if (connects(offerer) && connects(answerer)) {
        exchange(channel, incoming);
      }
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
    assertThat(uncaught).isEmpty();
  }

  /** Whether it connects; otherwise it ends in time, for a reason that is not this program. */
  private static boolean connects(PeerConnection connection) throws Exception {
    try {
      connection.connected().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException e) {
      assertThat(e.getCause()).isInstanceOf(ConnectionException.class);
      ConnectionException failure = (ConnectionException) e.getCause();
      assertThat(failure.reason())
          .as(failure.getMessage())
          .isNotIn(Reason.INTERNAL_ERROR, Reason.PROTOCOL_VIOLATION);
      return false;
    }
  }

  /** What is sent arrives unchanged and in order, or the connection ends with a reason. */
  private static void exchange(DataChannel channel, CompletableFuture<DataChannel> incoming)
      throws Exception {
    try {
      for (int i = 0; i < MESSAGES; i++) {
        byte[] message = new byte[MESSAGE_BYTES];
        message[i] = 1;
        channel.send(Message.binary(message));
      }
      DataChannel other = incoming.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      for (int i = 0; i < MESSAGES; i++) {
        Message message = other.receive();
        byte[] expected = new byte[MESSAGE_BYTES];
        expected[i] = 1;
        assertThat(message).isNotNull();
        assertThat(message.payload()).isEqualTo(expected);
      }
    } catch (IOException | IllegalStateException e) {
      assertThat(e.getMessage()).doesNotContain("Internal error", "broke the protocol");
    }
  }

  static Stream<byte[]> inputs() {
    Seeds loss = new Seeds().oneByte(0);
    Seeds checks = new Seeds().oneByte(1);
    Seeds records = new Seeds().oneByte(0);
    Seeds replays = new Seeds().oneByte(1);
    for (int i = 0; i < 30; i++) {
      if (i < 12) {
        loss.oneByte(i % 4);
      }
      checks
          .oneByte(FuzzedRelay.code(FuzzedRelay.Step.CHECK))
          .oneByte(37 * i)
          .twoBytes(i)
          .fourBytes(1 << i)
          .fourBytes(i);
      records.oneByte(FuzzedRelay.code(FuzzedRelay.Step.RECORD)).oneByte(i).oneByte(i).fourBytes(i);
      records.block(new byte[i]);
      replays.oneByte(FuzzedRelay.code(FuzzedRelay.Step.REPLAY)).oneByte(i).oneByte(i / 2);
    }
    return Stream.of(loss, checks, records, replays).map(Seeds::build);
  }
}
