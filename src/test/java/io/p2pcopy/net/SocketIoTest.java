package io.p2pcopy.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SocketIoTest {
  private static final int WANTED = 8 << 20;

  @ParameterizedTest
  @CsvSource({"true, true, gso+gro", "true, false, gso", "false, true, gro", "false, false, plain"})
  void theModeNamesWhatTheKernelDoesForUs(boolean segments, boolean coalesces, String mode) {
    assertThat(new SocketIo(segments, coalesces, WANTED, WANTED, WANTED).mode()).isEqualTo(mode);
  }

  @Test
  void whoGotTheBuffersNeedsNoHint() {
    assertThat(new SocketIo(true, true, WANTED, 2 * WANTED, WANTED).hint()).isNull();
  }

  @Test
  void aSmallBufferIsNamedWithWhatWouldMakeItLarger() {
    assertThat(new SocketIo(true, true, 212_992, WANTED, WANTED).hint())
        .isEqualTo(
            "The receive buffer of the socket has 212992 bytes;"
                + " on Linux, raise net.core.rmem_max to 8388608.");
    assertThat(new SocketIo(true, true, 1, 2, WANTED).hint())
        .contains("net.core.rmem_max", "net.core.wmem_max");
  }
}
