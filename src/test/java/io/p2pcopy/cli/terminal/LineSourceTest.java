package io.p2pcopy.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class LineSourceTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void nothingBehindTheWantedLineIsRead() throws Exception {
    InputStream in = stream("first\nsecond\n");
    var lines = new LineSource(() -> in);

    assertThat(lines.take(LONG)).hasValue("first");
    assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("second\n");
  }

  @Test
  void theLastLineNeedsNoEnd() throws Exception {
    InputStream in = stream("only");
    var lines = new LineSource(() -> in);

    assertThat(lines.take(LONG)).hasValue("only");
    assertThat(lines.take(LONG)).isEmpty();
  }

  @Test
  void aLineThatCameTooLateIsNotLost() throws Exception {
    var in = new PipedInputStream();
    try (var out = new PipedOutputStream(in)) {
      var lines = new LineSource(() -> in);
      assertThatThrownBy(() -> lines.take(Duration.ofMillis(1)))
          .isInstanceOf(TimeoutException.class);
      out.write("late\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();

      assertThat(lines.take(LONG)).hasValue("late");
    }
  }

  @Test
  void anEndlessLineIsCut() throws Exception {
    InputStream in = stream("x".repeat(1_000_000) + "\nnext\n");
    var lines = new LineSource(() -> in);

    assertThat(lines.take(LONG).orElseThrow()).hasSize(LineSource.LONGEST_LINE);
    assertThat(lines.take(LONG)).hasValue("next");
  }

  @Test
  void whatIsThereAlreadyCanBeDropped() throws Exception {
    InputStream in = stream("line\nyes\nyes\n");
    var lines = new LineSource(() -> in);
    assertThat(lines.take(LONG)).hasValue("line");

    lines.dropAvailable();

    assertThat(lines.take(LONG)).isEmpty();
  }

  @Test
  void aStreamThatCannotBeOpenedIsTold() {
    var lines =
        new LineSource(
            () -> {
              throw new IOException("gone");
            });

    assertThatThrownBy(() -> lines.take(LONG)).isInstanceOf(IOException.class).hasMessage("gone");
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
