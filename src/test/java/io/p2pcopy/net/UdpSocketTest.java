package io.p2pcopy.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class UdpSocketTest {
  private record Received(int length, byte first, InetSocketAddress source) {}

  private static final byte[] IPV6_LOOPBACK = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

  private final EventLoop loop =
      EventLoop.start("loop under test", Clock.system(), Throwable::printStackTrace);
  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void aDatagramArrivesWithTheAddressOfItsSender() throws Exception {
    UdpSocket sender = open();
    UdpSocket receiver = open();

    int sent = onLoop(() -> sender.send(packet(100, 7), receiver.localAddress()));

    assertThat(sent).isEqualTo(100);
    assertThat(next()).isEqualTo(new Received(100, (byte) 7, sender.localAddress()));
  }

  @Test
  void segmentsArriveAsDatagramsOfTheirOwn() throws Exception {
    UdpSocket sender = open();
    UdpSocket receiver = open();
    ByteBuffer packets = packet(2500, 0);
    putStunHeader(packets, 0, 1, 1200);
    putStunHeader(packets, 1200, 2, 1200);
    putStunHeader(packets, 2400, 3, 100);

    int sent = onLoop(() -> sender.sendSegments(packets, 1200, receiver.localAddress()));

    assertThat(sent).isEqualTo(2500);
    assertThat(packets.hasRemaining()).isFalse();
    assertThat(next()).isEqualTo(new Received(1200, (byte) 1, sender.localAddress()));
    assertThat(next()).isEqualTo(new Received(1200, (byte) 2, sender.localAddress()));
    assertThat(next()).isEqualTo(new Received(100, (byte) 3, sender.localAddress()));
  }

  @Test
  void whatIsOfferedLeavesOrIsKept() throws Exception {
    UdpSocket sender = open();
    UdpSocket receiver = open();
    ByteBuffer packets = packet(1300, 0);
    putStunHeader(packets, 0, 1, 1200);
    putStunHeader(packets, 1200, 2, 100);

    int left =
        onLoop(
            () ->
                sender.offerSegments(packets, 1200, receiver.localAddress())
                    ? packets.remaining()
                    : -1);

    assertThat(left).isZero();
    assertThat(next()).isEqualTo(new Received(1200, (byte) 1, sender.localAddress()));
    assertThat(next()).isEqualTo(new Received(100, (byte) 2, sender.localAddress()));
  }

  @Test
  void aSocketTellsWhatTheSystemGrantedIt() throws Exception {
    UdpSocket socket = open();

    SocketIo io = CompletableFuture.supplyAsync(socket::io, loop).get(10, TimeUnit.SECONDS);

    assertThat(io.receiveBuffer()).isPositive();
    assertThat(io.sendBuffer()).isPositive();
    assertThat(io.wantedBuffer()).isGreaterThanOrEqualTo(1 << 20);
  }

  @Test
  void whatTheSystemRefusesIsLostWithoutAnException() throws Exception {
    UdpSocket sender = open();
    InetSocketAddress noIpv4Port = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    InetSocketAddress otherFamily =
        new InetSocketAddress(InetAddress.getByAddress(IPV6_LOOPBACK), 9);

    assertThat(onLoop(() -> sender.send(packet(10, 0), noIpv4Port))).isZero();
    assertThat(onLoop(() -> sender.send(packet(10, 0), otherFamily))).isZero();
    assertThat(onLoop(() -> sender.send(packet(65_536, 0), sender.localAddress()))).isZero();
    sender.close();
    assertThat(onLoop(() -> sender.send(packet(10, 0), sender.localAddress()))).isZero();
  }

  @Test
  void aPortWhereNobodyListensDoesNotStopTheReading() throws Exception {
    UdpSocket gone = open();
    gone.close();
    UdpSocket socket = open();
    onLoop(() -> socket.send(packet(10, 0), gone.localAddress()));

    onLoop(() -> socket.send(packet(10, 5), socket.localAddress()));

    assertThat(next()).isEqualTo(new Received(10, (byte) 5, socket.localAddress()));
  }

  private UdpSocket open() throws IOException {
    return UdpSocket.open(
        loop,
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        (socket, packet, source) ->
            received.add(new Received(packet.remaining(), packet.get(packet.position()), source)));
  }

  private Received next() throws InterruptedException {
    Received next = received.poll(10, TimeUnit.SECONDS);
    assertThat(next).as("a datagram").isNotNull();
    return next;
  }

  private static ByteBuffer packet(int length, int first) {
    return ByteBuffer.allocateDirect(length).put(0, (byte) first);
  }

  private int onLoop(java.util.function.IntSupplier action) throws Exception {
    return CompletableFuture.supplyAsync(action::getAsInt, loop).get(10, TimeUnit.SECONDS);
  }

  /** What is read may be several datagrams, told apart by the lengths that they carry. */
  private static void putStunHeader(ByteBuffer packets, int at, int first, int length) {
    packets.put(at, (byte) first).putShort(at + 2, (short) (length - 20));
  }
}
