package io.p2pcopy.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ClipboardTest {

  @Test
  void theTextIsSentInBase64() {
    assertThat(Clipboard.sequence("hello", Map.of())).isEqualTo("\033]52;c;aGVsbG8=\007");
  }

  @Test
  void tmuxGetsItForItselfAndForTheTerminalOutside() {
    assertThat(Clipboard.sequence("hello", Map.of("TMUX", "/tmp/tmux,1,0")))
        .isEqualTo("\033]52;c;aGVsbG8=\007" + "\033Ptmux;\033\033]52;c;aGVsbG8=\007\033\\");
  }

  @Test
  void screenPassesItOn() {
    assertThat(Clipboard.sequence("hello", Map.of("STY", "1.tty")))
        .isEqualTo("\033P\033]52;c;aGVsbG8=\007\033\\");
  }
}
