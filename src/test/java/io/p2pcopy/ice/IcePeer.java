package io.p2pcopy.ice;

import io.p2pcopy.ice.check.PacketVerdict;
import io.p2pcopy.net.AddressSource;
import io.p2pcopy.net.Clock;
import io.p2pcopy.net.EventLoop;
import io.p2pcopy.signal.Candidate;
import io.p2pcopy.signal.IceCredentials;
import io.p2pcopy.signal.LiteralCredentials;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One side of a connection under test, with a loop of its own. */
final class IcePeer implements IceListener, AutoCloseable {
  final EventLoop loop;
  final IceCredentials credentials;
  final IceTransport transport;
  final BlockingQueue<IceState> states = new LinkedBlockingQueue<>();
  final BlockingQueue<String> packets = new LinkedBlockingQueue<>();
  final BlockingQueue<List<Candidate>> changes = new LinkedBlockingQueue<>();
  final BlockingQueue<String> arrivals = new LinkedBlockingQueue<>();
  final BlockingQueue<String> failedAttempts = new LinkedBlockingQueue<>();
  volatile boolean waitsAfterFailure;
  final CompletableFuture<Void> connected = new CompletableFuture<>();
  final CompletableFuture<Void> failed = new CompletableFuture<>();
  final CompletableFuture<Void> disconnected = new CompletableFuture<>();

  IcePeer(String name, IceConfig config, Clock clock) {
    this(name, config, clock, AddressSource.system(config.loopback(), config.bind()));
  }

  IcePeer(String name, IceConfig config, Clock clock, AddressSource addresses) {
    loop = EventLoop.start(name + " loop", clock, Throwable::printStackTrace);
    credentials = new LiteralCredentials(name, "passwordOf" + name + "0123456789");
    transport = IceTransport.open(config, credentials, loop, addresses, this);
  }

  /** Gathers, and leaves of the candidates only those on IPv4's loopback address. */
  List<Candidate> gather() throws Exception {
    return transport.gather().get(10, TimeUnit.SECONDS).stream()
        .filter(
            candidate ->
                candidate instanceof Candidate.Address address
                    && address.address().equals(InetAddress.getLoopbackAddress()))
        .toList();
  }

  void send(String text) throws Exception {
    byte[] bytes = (">" + text).getBytes(StandardCharsets.US_ASCII);
    onLoop(() -> transport.outgoing().send(ByteBuffer.wrap(bytes), bytes.length));
  }

  <T> T onLoop(java.util.function.Supplier<T> action) throws Exception {
    return CompletableFuture.supplyAsync(action, loop).get(10, TimeUnit.SECONDS);
  }

  @Override
  public void stateChanged(IceState state) {
    states.add(state);
    switch (state) {
      case CONNECTED -> connected.complete(null);
      case DISCONNECTED -> disconnected.complete(null);
      case FAILED -> failed.complete(null);
      default -> {
        // Tests look at the queue for the others.
      }
    }
  }

  @Override
  public PacketVerdict packetReceived(ByteBuffer packet, InetSocketAddress source) {
    PacketVerdict verdict =
        packet.get(packet.position()) == '>' ? PacketVerdict.NEWEST : PacketVerdict.UNVERIFIED;
    packets.add(StandardCharsets.US_ASCII.decode(packet).toString().substring(1));
    return verdict;
  }

  @Override
  public void peerArrived() {
    arrivals.add("arrived");
  }

  @Override
  public boolean attemptFailed() {
    failedAttempts.add("failed");
    return waitsAfterFailure;
  }

  @Override
  public void candidatesChanged(List<Candidate> candidates) {
    changes.add(candidates);
  }

  @Override
  public void close() {
    transport.close();
    loop.close();
  }

  /** Goes away without a word. */
  void vanish() {
    close();
  }
}
