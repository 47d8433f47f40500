package io.p2pcopy.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.fuzz.FuzzInput;
import io.p2pcopy.net.Clock;
import io.p2pcopy.signal.Fingerprint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Two transports with a network between them that does what the input says. This thread is the
 * event loop of both. No timer of the handshake runs in the time of a test, so that only what is
 * asked for is repeated.
 */
final class FuzzedDtls implements AutoCloseable {

  /** So often nothing may happen where what was made up may have spoilt the handshake. */
  private static final int MOST_IDLE_ROUNDS = 12;

  /** The same where it must come to its end, on a computer that has much else to do. */
  private static final int MOST_PATIENT_ROUNDS = 1_000;

  private static final int MOST_TRICKS = 60;
  private static final int MOST_ROUNDS = 50_000;
  private static final long IDLE_MILLIS = 15;

  private final BlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
  private final FuzzInput in;
  private final End client;
  private final End server;
  private boolean tampered;
  private int tricks;

  FuzzedDtls(FuzzInput in) {
    this.in = in;
    client =
        new End(DtlsRole.CLIENT, DtlsPair.CLIENT_IDENTITY, DtlsPair.SERVER_IDENTITY.fingerprint());
    server =
        new End(DtlsRole.SERVER, DtlsPair.SERVER_IDENTITY, DtlsPair.CLIENT_IDENTITY.fingerprint());
    client.peer = server;
    server.peer = client;
  }

  /** Goes on until both are connected, one has ended, or nothing happens any more. */
  void handshake() throws InterruptedException {
    server.transport.start();
    client.transport.start();
    int idle = 0;
    for (int round = 0;
        idle < (tampered ? MOST_IDLE_ROUNDS : MOST_PATIENT_ROUNDS) && !isSettled();
        round++) {
      assertThat(round).as("rounds").isLessThan(MOST_ROUNDS);
      Runnable task = loop.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
      if (task != null) {
        task.run();
      } else {
        idle++;
        client.release();
        server.release();
        client.transport.repeatFlight();
        server.transport.repeatFlight();
      }
    }
    if (!tampered) {
      assertThat(client.closed).as("the client's end").isEmpty();
      assertThat(server.closed).as("the server's end").isEmpty();
      assertThat(client.connected && server.connected).as("connected").isTrue();
    }
  }

  private boolean isSettled() {
    return (client.connected && server.connected)
        || !client.closed.isEmpty()
        || !server.closed.isEmpty();
  }

  /** Sends messages over what has become of it, with the network as bad as before. */
  void exchange() throws InterruptedException {
    if (!client.transport.isConnected() || !server.transport.isConnected()) {
      return;
    }
    for (int i = 0; in.hasMore() && i < 50; i++) {
      (i % 2 == 0 ? client : server).send("message " + i);
      drain();
    }
    client.release();
    server.release();
    drain();
    // Whatever has come, both are still connected, and what is sent arrives.
    assertThat(client.closed).isEmpty();
    assertThat(server.closed).isEmpty();
    int before = server.received.size();
    client.seal("the last");
    client.send("the very last");
    drain();
    assertThat(server.received).hasSize(before + 1).endsWith("the very last");
  }

  private void drain() {
    for (Runnable task = loop.poll(); task != null; task = loop.poll()) {
      task.run();
    }
  }

  @Override
  public void close() {
    client.transport.close();
    server.transport.close();
    drain();
    client.assertSound();
    server.assertSound();
  }

  /** One side, and the network on the way to the other. */
  private final class End implements DtlsListener {
    private final DtlsTransport transport;
    private final List<String> sent = new ArrayList<>();
    private final List<String> received = new ArrayList<>();
    private final List<DtlsCloseReason> closed = new ArrayList<>();
    private final List<byte[]> held = new ArrayList<>();
    private final List<byte[]> seen = new ArrayList<>();
    private String closeDetail = "";
    private boolean connected;
    private @org.jspecify.annotations.Nullable End peer;

    private End(DtlsRole role, DtlsIdentity identity, Fingerprint expected) {
      transport =
          DtlsTransport.create(
              identity,
              role,
              expected,
              DtlsPair.PATIENT,
              DtlsPair.RANDOM,
              Clock.system(),
              loop::add,
              this);
    }

    private byte[] seal(String text) {
      byte[] plain = text.getBytes(StandardCharsets.UTF_8);
      byte[] record = new byte[plain.length + DtlsTransport.OVERHEAD];
      System.arraycopy(plain, 0, record, DtlsTransport.HEADROOM, plain.length);
      assertThat(transport.seal(record, 0, plain.length)).isEqualTo(record.length);
      return record;
    }

    private void send(String text) {
      sent.add(text);
      carry(seal(text));
    }

    @Override
    public void outgoing(ByteBuffer datagram) {
      byte[] copy = new byte[datagram.remaining()];
      datagram.get(copy);
      carry(copy);
    }

    /** Does with a datagram what the input says; without input it arrives. */
    private void carry(byte[] datagram) {
      seen.add(datagram);
      switch (tricks++ < MOST_TRICKS ? in.oneByte() & 7 : 0) {
        case 1 -> {
          // Lost.
        }
        case 2 -> {
          deliver(datagram);
          deliver(seen.get(in.oneByte() % seen.size()));
        }
        case 3 -> held.add(datagram);
        case 4 -> {
          byte[] changed = datagram.clone();
          int at = in.twoBytes() % changed.length;
          int change = in.oneByte();
          changed[at] ^= (byte) change;
          tampered |= change != 0;
          deliver(changed);
          if (change % 2 == 0) {
            deliver(datagram);
          }
        }
        case 5 -> {
          byte[] made = in.block();
          tampered |= made.length > 0;
          deliver(made);
          deliver(datagram);
        }
        case 6 -> {
          release();
          deliver(datagram);
        }
        default -> deliver(datagram);
      }
    }

    private void deliver(byte[] datagram) {
      End receiver = peer;
      if (receiver != null) {
        byte[] copy = datagram.clone();
        loop.add(() -> receiver.transport.handleDatagram(ByteBuffer.wrap(copy)));
      }
    }

    private void release() {
      held.forEach(this::deliver);
      held.clear();
    }

    @Override
    public void connected() {
      assertThat(connected).isFalse();
      connected = true;
    }

    @Override
    public void applicationData(ByteBuffer plaintext) {
      assertThat(connected).as("data before the connection").isTrue();
      received.add(StandardCharsets.UTF_8.decode(plaintext).toString());
    }

    @Override
    public void closed(DtlsCloseReason reason, String detail) {
      closed.add(reason);
      closeDetail = detail;
    }

    private void assertSound() {
      End other = peer;
      assertThat(closed).hasSizeLessThanOrEqualTo(1);
      // The alert is also called so that answers messages that cannot be parsed.
      assertThat(closeDetail).doesNotContain("internal error: ");
      assertThat(received).doesNotHaveDuplicates();
      if (other != null) {
        assertThat(other.sent).containsAll(received);
      }
    }
  }
}
