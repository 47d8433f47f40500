package io.p2pcopy.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.nayuki.qrcodegen.QrCode;
import java.util.List;
import org.junit.jupiter.api.Test;

class QrBlocksTest {
  private static final String BLOB =
      "p21IFLq4mH2AlvVugPA119qrQ3T83J8NTG-tNAy6-tayzBAKftt8M5ndVM4AiWC3_rzsVVIQ_QAAAAAAAAAAAAAAAAAAApfMAMAAAgLaba3tog";

  @Test
  void eachCharacterShowsTwoModules() {
    QrCode code = QrCode.encodeText(BLOB, QrCode.Ecc.LOW);
    List<String> lines = QrBlocks.of(BLOB).lines();

    for (int y = -4; y < code.size + 4; y++) {
      for (int x = -4; x < code.size + 4; x++) {
        char block = lines.get((y + 4) / 2).charAt(x + 4);
        String dark = y % 2 == 0 ? "\u2580\u2588" : "\u2584\u2588";
        assertThat(dark.indexOf(block) >= 0).isEqualTo(code.getModule(x, y));
      }
    }
  }

  @Test
  void anOrdinaryLineFitsOnATerminal() {
    QrBlocks blocks = QrBlocks.of(BLOB);

    assertThat(blocks.columns()).isLessThan(60);
    assertThat(blocks.lines()).hasSizeLessThan(30);
  }
}
