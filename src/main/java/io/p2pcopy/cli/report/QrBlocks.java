package io.p2pcopy.cli.report;

import io.nayuki.qrcodegen.QrCode;
import java.util.ArrayList;
import java.util.List;

/**
 * A QR code in half blocks: each character shows two modules, one above the other.
 *
 * @param lines of equal length, with the light margin that ISO/IEC 18004 asks for
 */
record QrBlocks(List<String> lines) {
  private static final int MARGIN = 4;
  private static final String BLACK_ON_WHITE = "\033[38;5;16;48;5;231m";
  private static final String PLAIN = "\033[0m";

  static QrBlocks of(String text) {
    QrCode code = QrCode.encodeText(text, QrCode.Ecc.LOW);
    var lines = new ArrayList<String>();
    for (int y = -MARGIN; y < code.size + MARGIN; y += 2) {
      var line = new StringBuilder();
      for (int x = -MARGIN; x < code.size + MARGIN; x++) {
        // Modules outside the code are light.
        line.append(block(code.getModule(x, y), code.getModule(x, y + 1)));
      }
      lines.add(line.toString());
    }
    return new QrBlocks(lines);
  }

  int columns() {
    return lines.get(0).length();
  }

  /** Returns it black on white, whatever the terminal's own colours are. */
  String onTerminal() {
    var text = new StringBuilder();
    lines.forEach(line -> text.append(BLACK_ON_WHITE).append(line).append(PLAIN).append('\n'));
    return text.toString();
  }

  private static char block(boolean upper, boolean lower) {
    if (upper) {
      return lower ? '\u2588' : '\u2580';
    }
    return lower ? '\u2584' : ' ';
  }
}
