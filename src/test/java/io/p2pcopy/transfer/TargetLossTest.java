package io.p2pcopy.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.transfer.TransferException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The directory that files go into disappears in the middle of a transfer. */
@Timeout(60)
class TargetLossTest {

  private Path inbox;

  @BeforeEach
  void makeDirectory(@TempDir Path temporary) throws IOException {
    inbox = Files.createDirectory(temporary.resolve("in"));
  }

  @Test
  void bothSidesEndAtOnceThoughMoreCouldBeSent() throws Exception {
    Path moved = inbox.resolveSibling("moved");
    var channels = new MemoryChannelPair();
    try (var endless = new EndlessStream();
        var sending = TransferFixture.sender(endless).over(channels.left());
        var receiving = TransferFixture.receiver(inbox).over(channels.right())) {
      receiving.awaitStarted();
      Files.move(inbox, moved);

      TransferException failure = receiving.failure();
      assertThat(failure.kind()).isEqualTo(Kind.LOCAL_FILE);
      assertThat(failure)
          .hasMessage("The directory " + inbox + " was moved, deleted or unmounted.");
      assertThat(sending.failure().kind()).isEqualTo(Kind.PEER_FILE);
    }
    assertThat(inbox).doesNotExist();
  }

  /** Has one byte, and then waits for more until it is closed. */
  private static final class EndlessStream extends InputStream {
    private final CountDownLatch closed = new CountDownLatch(1);
    private boolean begun;

    @Override
    public int read() throws IOException {
      if (!begun) {
        begun = true;
        return 1;
      }
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException();
      }
      return -1;
    }

    @Override
    public void close() {
      closed.countDown();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      int next = read();
      if (next < 0) {
        return -1;
      }
      into[offset] = (byte) next;
      return 1;
    }
  }
}
