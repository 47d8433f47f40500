package io.p2pcopy.peer;

import io.p2pcopy.dtls.DtlsIdentity;
import io.p2pcopy.dtls.DtlsWarmup;
import io.p2pcopy.dtls.RecordWarmup;
import io.p2pcopy.net.Clock;
import io.p2pcopy.net.EventLoop;
import io.p2pcopy.net.UdpSocket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * While people paste lines, the machine has time to load and to compile what the connection will
 * need. Daemon threads do it.
 */
final class WarmUp {

  /**
   * Two programs that are joined by pipes connect before this, and need the processor themselves.
   */
  private static final long HANDSHAKE_DELAY = Duration.ofMillis(500).toNanos();

  private final EventLoop loop;
  private final SecureRandom random;
  private final Clock clock;

  WarmUp(EventLoop loop, SecureRandom random, Clock clock) {
    this.loop = loop;
    this.random = random;
    this.clock = clock;
  }

  /** Loads what sockets need. */
  void sockets() {
    inBackground(UdpSocket::loadOptions);
  }

  /**
   * Prepares for packets, and after a while for the handshake, too.
   *
   * @param tooLate tells on the event loop whether the real handshake has begun, or never will
   */
  void connection(DtlsIdentity identity, BooleanSupplier tooLate) {
    // The options first: the size of packets waits for them as soon as there is a connection.
    inBackground(
        () -> {
          UdpSocket.loadOptions();
          RecordWarmup.runOnce();
        });
    loop.schedule(
        HANDSHAKE_DELAY,
        () -> {
          if (!tooLate.getAsBoolean()) {
            inBackground(() -> handshake(identity));
          }
        });
  }

  private void handshake(DtlsIdentity identity) {
    try {
      DtlsWarmup.run(identity, random, clock);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void inBackground(Runnable task) {
    Thread thread = new Thread(task, "p2pcopy-warmup");
    thread.setDaemon(true);
    thread.start();
  }
}
