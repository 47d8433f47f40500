package io.p2pcopy.cli.report;

import io.p2pcopy.cli.terminal.Terminal;
import io.p2pcopy.cli.terminal.TerminalOutput;
import java.nio.charset.Charset;

/** The further ways in which a person gets this side's line: to photograph it, or to paste it. */
public record BlobPresenter(TerminalOutput voice, Terminal terminal, boolean qr, boolean copy) {

  /** Shows the line, which stands on standard output too. */
  void offer(String blob, int columns) {
    if (qr) {
      showCode(QrBlocks.of(blob), columns);
    }
    if (copy && terminal.sequences()) {
      voice.show(Clipboard.sequence(blob, terminal.variables()));
    }
    boolean copied = copy && terminal.sequences();
    String sentence =
        copied
            ? "Send this line to your friend (it is in your clipboard, if the terminal allows that):"
            : "Send this line to your friend:";
    if (terminal.error()) {
      voice.prompt(sentence);
    } else {
      voice.say(sentence);
    }
    if (copy && !copied) {
      voice.say("It is not in the clipboard: standard error is not a terminal.");
    }
  }

  private void showCode(QrBlocks code, int columns) {
    if (!terminal.sequences()) {
      voice.say("There is no QR code: standard error is not a terminal.");
    } else if (code.columns() > columns) {
      voice.say(
          "There is no QR code: it needs "
              + code.columns()
              + " columns, and the terminal has "
              + columns
              + ".");
    } else if (!Charset.defaultCharset().newEncoder().canEncode(code.lines().get(1))) {
      voice.say("There is no QR code: the character set of this terminal has no blocks.");
    } else {
      voice.show(code.onTerminal());
    }
  }
}
