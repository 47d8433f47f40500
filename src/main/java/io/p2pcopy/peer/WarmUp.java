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
 * Loads and compiles the code that the connection will need while the users exchange invite and
 * reply. Runs on daemon threads.
 */
final class WarmUp {

  /**
   * Delay in nanoseconds. Two programs that exchange descriptions automatically connect earlier and
   * need the processor themselves.
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

  /** Loads the native socket options. */
  void sockets() {
    inBackground(UdpSocket::loadOptions);
  }

  /**
   * Warms up record encryption and, after a delay, the handshake.
   *
   * @param tooLate called on the event loop; whether the real handshake has begun or will not take
   *     place
   */
  void connection(DtlsIdentity identity, BooleanSupplier tooLate) {
    // The options first: path MTU discovery needs them as soon as the connection is established.
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
