package io.p2pcopy.cli.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.cli.report.Report;
import io.p2pcopy.net.SocketIo;
import io.p2pcopy.peer.ConnectionPath;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PathReporterTest {

  private static final ConnectionPath WIFI = path("192.0.2.1");
  private static final ConnectionPath CABLE = path("192.0.2.2");

  private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
  private final AtomicBoolean lost = new AtomicBoolean();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final PathReporter reporter =
      new PathReporter(
          new Report() {
            @Override
            public void reconnecting() {
              said.add("reconnecting");
            }

            @Override
            public void pathFound(ConnectionPath path, boolean changed) {
              said.add((changed ? "new " : "same ") + path.local().getHostString());
            }
          },
          WIFI,
          this::isLost);

  @Test
  void anInterruptionAndItsEndAreReported() throws Exception {
    lost.set(true);
    reporter.pathLost();
    assertThat(said.poll(20, TimeUnit.SECONDS)).isEqualTo("reconnecting");

    reporter.pathFound(WIFI);

    assertThat(said.poll(20, TimeUnit.SECONDS)).isEqualTo("same 192.0.2.1");
  }

  @Test
  void aShortInterruptionIsNotReportedUnlessThePathIsAnother() throws Exception {
    lost.set(true);
    reporter.pathLost();
    reporter.pathFound(WIFI);
    reporter.pathLost();
    reporter.pathFound(CABLE);

    assertThat(said.poll(20, TimeUnit.SECONDS)).isEqualTo("new 192.0.2.2");
    assertThat(said).isEmpty();
  }

  @Test
  void aConnectionThatHasEndedIsNotSaidToReconnect() throws Exception {
    reporter.pathLost();
    assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
    // Reported by the same thread, and later.
    reporter.pathFound(CABLE);

    assertThat(said.poll(20, TimeUnit.SECONDS)).isEqualTo("new 192.0.2.2");
  }

  private boolean isLost() {
    asked.countDown();
    return lost.get();
  }

  private static ConnectionPath path(String local) {
    return new ConnectionPath(
        ConnectionPath.Kind.LAN,
        new InetSocketAddress(local, 1000),
        new InetSocketAddress("192.0.2.9", 1000),
        Duration.ofMillis(3),
        new SocketIo(false, false, 0, 0, 0));
  }
}
