package io.p2pcopy.ice.gather;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.ice.stun.StunFormat;
import io.p2pcopy.ice.stun.StunMessage;
import io.p2pcopy.ice.stun.StunWriter;
import io.p2pcopy.net.EventLoop;
import io.p2pcopy.net.UdpSocket;
import io.p2pcopy.signal.NatBehavior;
import io.p2pcopy.signal.NatBehavior.Mapping;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The servers are threads on the loopback interface that show whatever a NAT would make of it. */
@Timeout(30)
class GathererTest {

  private static final InetSocketAddress ONE = new InetSocketAddress("203.0.113.9", 40_000);
  private static final InetSocketAddress OTHER = new InetSocketAddress("203.0.113.9", 51_234);

  /** The loop's time, which passes only where a test says so. */
  private final AtomicLong now = new AtomicLong();

  private final List<AutoCloseable> opened = new ArrayList<>();
  private final CompletableFuture<NatBehavior> done = new CompletableFuture<>();
  private EventLoop loop;
  private Gatherer gatherer;

  @BeforeEach
  void open() throws Exception {
    loop = EventLoop.start("test", now::get, done::completeExceptionally);
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    UdpSocket socket = UdpSocket.open(loop, new InetSocketAddress(loopback, 0), this::handlePacket);
    gatherer = new Gatherer(loop, new Random(1), List.of(socket), () -> {});
    opened.add(socket);
  }

  @AfterEach
  void close() throws Exception {
    loop.close();
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  @Test
  void theInviteKnowsOfAStrictNatAlthoughOneAnswerIsEnoughForIt() throws Exception {
    gather(server(ONE, null), server(OTHER, null));

    assertThat(done.get().isStrict()).isTrue();
  }

  @Test
  void aPlainNatIsKnownFromTwoAnswers() throws Exception {
    gather(server(ONE, null), server(ONE, null));

    assertThat(done.get().mapping()).isEqualTo(Mapping.ENDPOINT_INDEPENDENT);
  }

  @Test
  void aSilentServerHoldsTheInviteUpForLessThanItsTimeout() throws Exception {
    gather(server(ONE, null), server(null, null));
    awaitAnswers(1);
    assertThat(done).isNotDone();
    pass(Duration.ofMillis(51));

    assertThat(done.get().mapping()).isEqualTo(Mapping.UNKNOWN);
  }

  @Test
  void anotherNetworkIsBehindAnotherNat() throws Exception {
    gather(server(ONE, null), server(OTHER, null));
    assertThat(done.get().isStrict()).isTrue();
    InetAddress address = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
    UdpSocket moved =
        UdpSocket.open(loop, new InetSocketAddress(address, 0), (socket, packet, source) -> {});
    opened.add(moved);
    CompletableFuture<NetworkObservations> after = new CompletableFuture<>();

    loop.execute(
        () -> {
          gatherer.use(List.of(moved));
          after.complete(gatherer.observations());
        });

    assertThat(after.get().behavior().mapping()).isEqualTo(Mapping.UNKNOWN);
    assertThat(after.get().observations())
        .isNotEmpty()
        .allMatch(observation -> observation.local().equals(moved.localAddress()));
  }

  @Test
  void noAnswerByTheLimitMeansThatUdpIsBlocked() throws Exception {
    loop.execute(
        () ->
            gatherer.start(
                List.of(silent()),
                Duration.ofMillis(20),
                Duration.ofMillis(50),
                () -> done.complete(gatherer.behavior())));
    pass(Duration.ofMillis(51));

    assertThat(done.get().isUdpBlocked()).isTrue();
  }

  @Test
  void theSecondAddressOfASingleServerIsAskedToo() throws Exception {
    InetSocketAddress second = server(OTHER, null);
    InetSocketAddress first = server(ONE, second);
    gather(first);

    assertThat(awaitAnswers(2))
        .extracting(StunObservation::server, StunObservation::mapped)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(first, ONE),
            org.assertj.core.groups.Tuple.tuple(second, OTHER));
    assertThat(gatherer.behavior().isStrict()).isTrue();
  }

  private List<StunObservation> awaitAnswers(int count) throws Exception {
    CompletableFuture<List<StunObservation>> seen = new CompletableFuture<>();
    loop.execute(() -> poll(count, seen));
    return seen.get();
  }

  private void pass(Duration time) {
    loop.execute(
        () -> {
          now.addAndGet(time.toNanos());
          loop.execute(() -> {});
        });
  }

  private void poll(int count, CompletableFuture<List<StunObservation>> seen) {
    List<StunObservation> answers =
        gatherer.observations().observations().stream()
            .filter(StunObservation::isAnswered)
            .toList();
    if (answers.size() == count) {
      seen.complete(answers);
    } else {
      loop.execute(() -> poll(count, seen));
    }
  }

  private void gather(InetSocketAddress... servers) {
    loop.execute(
        () ->
            gatherer.start(
                List.of(servers),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                () -> done.complete(gatherer.behavior())));
  }

  private void handlePacket(UdpSocket socket, ByteBuffer packet, InetSocketAddress source) {
    byte[] bytes = new byte[packet.remaining()];
    packet.get(bytes);
    gatherer.handleResponse(socket, Objects.requireNonNull(StunMessage.parse(bytes)));
  }

  private InetSocketAddress silent() {
    try {
      return server(null, null);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /**
   * @param mapped what the server shows; {@code null} if it is silent
   * @param other its second address
   */
  private InetSocketAddress server(
      @Nullable InetSocketAddress mapped, @Nullable InetSocketAddress other) throws IOException {
    DatagramSocket socket =
        new DatagramSocket(0, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    opened.add(socket);
    Thread thread = new Thread(() -> serve(socket, mapped, other), "server");
    thread.setDaemon(true);
    thread.start();
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  private static void serve(
      DatagramSocket socket,
      @Nullable InetSocketAddress mapped,
      @Nullable InetSocketAddress other) {
    byte[] bytes = new byte[1500];
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
        socket.receive(packet);
        StunMessage request = StunMessage.parse(Arrays.copyOf(bytes, packet.getLength()));
        if (mapped != null && request != null) {
          byte[] response = response(request, mapped, other);
          socket.send(new DatagramPacket(response, response.length, packet.getSocketAddress()));
        }
      }
    } catch (IOException e) {
      // The test has ended.
    }
  }

  private static byte[] response(
      StunMessage request, InetSocketAddress mapped, @Nullable InetSocketAddress other) {
    byte[] response =
        new StunWriter(StunFormat.BINDING_SUCCESS, request.id())
            .xorMappedAddress(mapped)
            .unsigned();
    if (other == null) {
      return response;
    }
    // Without the FINGERPRINT at its end.
    int length = response.length - 8;
    ByteBuffer longer = ByteBuffer.allocate(length + 12).put(response, 0, length);
    longer.putShort((short) 0x802c).putShort((short) 8).putShort((short) 1);
    longer.putShort((short) other.getPort()).put(other.getAddress().getAddress());
    return longer.putShort(2, (short) (longer.capacity() - 20)).array();
  }
}
