package io.p2pcopy.cli.report;

import io.p2pcopy.cli.terminal.Terminal;
import io.p2pcopy.cli.terminal.TerminalOutput;
import java.nio.charset.Charset;

/** Presents this side's invite or reply: heading, QR code and clipboard. */
public record BlobPresenter(TerminalOutput voice, Terminal terminal, boolean qr, boolean copy) {

  /**
   * Announces the invite or reply, which follows on standard output.
   *
   * @param noun {@code invite} or {@code reply}
   */
  void present(String noun, String blob, int columns) {
    if (qr) {
      showCode(QrBlocks.of(blob), columns);
    }
    if (copy && terminal.sequences()) {
      voice.show(Clipboard.sequence(blob, terminal.variables()));
    }
    boolean copied = copy && terminal.sequences();
    String sentence =
        "Send this "
            + noun
            + " to your friend"
            + (copied ? " (it is in your clipboard, if the terminal allows that):" : ":");
    if (terminal.error()) {
      voice.prompt(sentence);
    } else {
      voice.say(sentence);
    }
    if (copy && !copied) {
      voice.say("Not copied to the clipboard: standard error is not a terminal.");
    }
  }

  private void showCode(QrBlocks code, int columns) {
    if (!terminal.sequences()) {
      voice.say("No QR code: standard error is not a terminal.");
    } else if (code.columns() > columns) {
      voice.say(
          "No QR code: it needs "
              + code.columns()
              + " columns, and the terminal has only "
              + columns
              + ".");
    } else if (!Charset.defaultCharset().newEncoder().canEncode(code.lines().get(1))) {
      voice.say("No QR code: this terminal's character set has no block characters.");
    } else {
      voice.show(code.onTerminal());
    }
  }
}
