package io.p2pcopy.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobControlTest {

  @ParameterizedTest
  @CsvSource({
    "40 (java) S 39 40 39 34816 40 4194304, false",
    "40 (java) S 39 40 39 34816 39 4194304, true",
    "40 (a ) S 1 2 3) S 39 40 39 34816 39 4194304, true",
    "40 (java) S 39 40 39 0 -1 4194304, false",
    "40 (java) S, false"
  })
  void theTerminalsForegroundGroupDecides(String status, boolean background) {
    assertThat(JobControl.isBackground(status)).isEqualTo(background);
  }

  @Test
  void whatIsTypedAfterTheReturnToTheForegroundIsRead() throws Exception {
    var pauses = new AtomicInteger(3);
    InputStream terminal =
        new InputStream() {
          @Override
          public int read() throws IOException {
            if (pauses.get() > 0) {
              throw new IOException("Input/output error");
            }
            return 'x';
          }

          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            into[offset] = (byte) read();
            return 1;
          }
        };
    try (var input = new TerminalInput(terminal, () -> pauses.get() > 0, pauses::decrementAndGet)) {
      assertThat(input.available()).isZero();
      assertThat(input.read()).isEqualTo('x');
    }
  }

  @Test
  void aFailureInTheForegroundIsOne() throws Exception {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("broken");
          }

          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            return read();
          }
        };
    try (var input = new TerminalInput(broken, () -> false, () -> {})) {
      assertThatThrownBy(input::read).isInstanceOf(IOException.class).hasMessage("broken");
    }
  }

  @Test
  void theEndOfTheInputIsTheEnd() throws Exception {
    var empty = new ByteArrayInputStream(new byte[0]);
    try (var input = new TerminalInput(empty, () -> false, () -> {})) {
      assertThat(input.read()).isEqualTo(-1);
    }
  }
}
