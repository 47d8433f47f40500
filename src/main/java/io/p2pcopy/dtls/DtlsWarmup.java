package io.p2pcopy.dtls;

import io.p2pcopy.net.Clock;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** Makes the first real handshake quick. */
public final class DtlsWarmup {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private DtlsWarmup() {}

  /**
   * Runs one handshake in memory, so that the classes that it needs are loaded. Blocks; run it on a
   * background thread while people paste.
   *
   * @param identity plays both sides; it stays as it is
   * @return whether the handshake succeeded
   */
  public static boolean run(DtlsIdentity identity, SecureRandom random, Clock clock)
      throws InterruptedException {
    BlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
    End client = new End(loop);
    End server = new End(loop);
    DtlsTransport clientSide = client.play(DtlsRole.CLIENT, identity, random, clock);
    DtlsTransport serverSide = server.play(DtlsRole.SERVER, identity, random, clock);
    client.peer = serverSide;
    server.peer = clientSide;
    serverSide.start();
    clientSide.start();
    while (!client.done || !server.done) {
      loop.take().run();
    }
    clientSide.close();
    serverSide.close();
    return client.connected && server.connected;
  }

  private static final class End implements DtlsListener {
    private final Queue<Runnable> loop;
    @Nullable DtlsTransport peer;
    boolean done;
    boolean connected;

    End(Queue<Runnable> loop) {
      this.loop = loop;
    }

    DtlsTransport play(DtlsRole role, DtlsIdentity identity, SecureRandom random, Clock clock) {
      return DtlsTransport.create(
          identity, role, identity.fingerprint(), PATIENCE, random, clock, loop::add, this);
    }

    @Override
    public void outgoing(ByteBuffer datagram) {
      byte[] copy = new byte[datagram.remaining()];
      datagram.get(copy);
      DtlsTransport receiver = Objects.requireNonNull(peer);
      loop.add(() -> receiver.handleDatagram(ByteBuffer.wrap(copy)));
    }

    @Override
    public void connected() {
      connected = true;
      done = true;
    }

    @Override
    public void applicationData(ByteBuffer plaintext) {
      // Nothing is sent.
    }

    @Override
    public void closed(DtlsCloseReason reason, String detail) {
      done = true;
    }
  }
}
