package io.p2pcopy.dtls;

import io.p2pcopy.net.Clock;
import io.p2pcopy.signal.Fingerprint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Two transports with a link between them that a test may tamper with. The test's own thread is the
 * event loop of both.
 */
final class DtlsPair implements AutoCloseable {

  static final RetransmissionTimes QUICK =
      new RetransmissionTimes(
          Duration.ofMillis(25), Duration.ofMillis(100), Duration.ofSeconds(20));
  static final RetransmissionTimes PATIENT =
      new RetransmissionTimes(
          Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(20));
  static final SecureRandom RANDOM = new SecureRandom();
  static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  static final DtlsIdentity CLIENT_IDENTITY = DtlsIdentity.generate(RANDOM, NOW);
  static final DtlsIdentity SERVER_IDENTITY = DtlsIdentity.generate(RANDOM, NOW);

  private static final long PATIENCE_MILLIS = 30_000;
  private static final long IDLE_MILLIS = 5;

  private final BlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
  final End client;
  final End server;

  DtlsPair() {
    this(QUICK, SERVER_IDENTITY.fingerprint(), CLIENT_IDENTITY.fingerprint());
  }

  DtlsPair(RetransmissionTimes times, Fingerprint forClient, Fingerprint forServer) {
    client = new End(DtlsRole.CLIENT, CLIENT_IDENTITY, forClient, times);
    server = new End(DtlsRole.SERVER, SERVER_IDENTITY, forServer, times);
    client.peer = server;
    server.peer = client;
  }

  /** Sends nothing again unless asked for it. */
  static DtlsPair patient() {
    return new DtlsPair(PATIENT, SERVER_IDENTITY.fingerprint(), CLIENT_IDENTITY.fingerprint());
  }

  static DtlsPair connected() throws InterruptedException {
    DtlsPair pair = new DtlsPair();
    pair.start();
    pair.runUntil(() -> pair.client.connected && pair.server.connected);
    return pair;
  }

  void start() {
    server.transport.start();
    client.transport.start();
  }

  void runUntil(BooleanSupplier condition) throws InterruptedException {
    long end = Clock.system().nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    while (!condition.getAsBoolean()) {
      Runnable task = loop.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
      if (task != null) {
        task.run();
      } else if (Clock.system().nanoTime() > end) {
        throw new AssertionError("nothing came of it");
      } else {
        client.releaseHeld();
        server.releaseHeld();
      }
    }
  }

  /** Runs until both handshakes' threads have nothing more to say. */
  void runUntilQuiet() throws InterruptedException {
    for (Runnable task = loop.poll(); task != null; task = loop.poll()) {
      task.run();
    }
  }

  @Override
  public void close() {
    client.transport.close();
    server.transport.close();
  }

  /** One side, and the link by which its datagrams go to the other. */
  final class End implements DtlsListener {
    final DtlsTransport transport;
    final List<String> received = new ArrayList<>();
    final List<byte[]> sent = new ArrayList<>();
    final List<DtlsCloseReason> closed = new ArrayList<>();
    String closeDetail = "";
    boolean connected;

    /** What becomes of a datagram: the datagrams that arrive in its stead. */
    Function<byte[], List<byte[]>> link = List::of;

    private final List<byte[]> held = new ArrayList<>();
    private @Nullable End peer;

    End(DtlsRole role, DtlsIdentity identity, Fingerprint expected, RetransmissionTimes times) {
      transport =
          DtlsTransport.create(
              identity, role, expected, times, RANDOM, Clock.system(), loop::add, this);
    }

    void send(String text) {
      deliver(seal(text));
    }

    byte[] seal(String text) {
      byte[] plain = text.getBytes(StandardCharsets.UTF_8);
      byte[] record = new byte[plain.length + DtlsTransport.OVERHEAD];
      System.arraycopy(plain, 0, record, DtlsTransport.HEADROOM, plain.length);
      int length = transport.seal(record, 0, plain.length);
      if (length != record.length) {
        throw new AssertionError("a record of " + length + " bytes");
      }
      return record;
    }

    /** Gives the datagram to the other side, past the link. */
    void deliver(byte[] datagram) {
      End receiver = peer;
      if (receiver != null) {
        loop.add(() -> receiver.transport.handleDatagram(ByteBuffer.wrap(datagram)));
      }
    }

    /** Lets it overtake: it goes behind the next one. */
    void hold(byte[] datagram) {
      held.add(datagram);
    }

    void releaseHeld() {
      held.forEach(this::deliver);
      held.clear();
    }

    @Override
    public void outgoing(ByteBuffer datagram) {
      byte[] copy = new byte[datagram.remaining()];
      datagram.get(copy);
      sent.add(copy);
      link.apply(copy).forEach(this::deliver);
    }

    @Override
    public void connected() {
      connected = true;
    }

    @Override
    public void applicationData(ByteBuffer plaintext) {
      if (!connected) {
        throw new AssertionError("data before the connection");
      }
      received.add(StandardCharsets.UTF_8.decode(plaintext).toString());
    }

    @Override
    public void closed(DtlsCloseReason reason, String detail) {
      closed.add(reason);
      closeDetail = detail;
    }
  }
}
