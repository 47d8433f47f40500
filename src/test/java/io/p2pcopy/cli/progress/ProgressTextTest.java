package io.p2pcopy.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.cli.TestNetwork;
import io.p2pcopy.cli.terminal.TextWidth;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressTextTest {
  private static final Progress QUARTER = Progress.ofOneFile(250_000_000, 1_000_000_000);
  private static final Progress TREE =
      new Progress(
          250_000_000,
          1_000_000_000,
          0,
          12,
          300,
          "holiday/day 3/beach.mp4",
          50_000_000,
          80_000_000);

  @Test
  void oneFileHasABarAndTheWay() {
    assertThat(ProgressText.lines(reading(QUARTER, 0, null), 80))
        .containsExactly(
            " 25 % [########-------------------------] 250 MB of 1.00 GB, 125 MB/s, 0:06 left",
            "Directly through NAT, IPv4, 23 ms round trip");
  }

  @Test
  void ofATreeTheFileIsNamed() {
    assertThat(ProgressText.lines(reading(TREE, 0, null), 80))
        .hasSize(3)
        .contains("12/300 holiday/day 3/beach.mp4 62 %");
  }

  @Test
  void manyPacketsSentAgainAreTold() {
    assertThat(ProgressText.lines(reading(QUARTER, 0.034, null), 80))
        .contains("Directly through NAT, IPv4, 23 ms round trip, 3 % retransmitted");
    assertThat(ProgressText.lines(reading(QUARTER, 0.005, null), 80).toString())
        .doesNotContain("again");
  }

  @Test
  void aStandstillTakesThePlaceOfTheWay() {
    assertThat(ProgressText.lines(reading(QUARTER, 0, new Standstill(ofSeconds(8), true)), 80))
        .hasSize(2)
        .contains("Reconnecting: no answer from the other side for 8 s.");
    assertThat(ProgressText.lines(reading(QUARTER, 0, new Standstill(ofSeconds(15), false)), 80))
        .contains("Nothing has moved for 15 s; the connection is alive, still waiting.");
  }

  @Test
  void aShortStandstillSaysNothingOfTheConnectionYet() {
    assertThat(ProgressText.lines(reading(QUARTER, 0, new Standstill(ofSeconds(8), false)), 80))
        .contains("Nothing has moved for 8 s, still waiting.");
  }

  @Test
  void onTwentyColumnsTheMostImportantIsLeft() {
    assertThat(ProgressText.lines(reading(TREE, 0.5, null), 20))
        .containsExactly(" 25 %, 0:06 left", "12/300 ...h.mp4 62 %", "NAT, IPv4, 23 ms");
    assertThat(ProgressText.lines(reading(TREE, 0, new Standstill(ofSeconds(8), true)), 20))
        .contains("Reconnecting, 8 s");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "\u4f11\u6687/\u6d77\u6ee9.mp4", "e\u0301t\u00e9", "\ud83c\udfd6.jpg"})
  void noLineIsWiderThanTheTerminal(String name) {
    var progress = new Progress(1, 1_000_000, 0, 9999, 100_000, name.repeat(40), 1, 99_000_000);
    for (int columns = 1; columns < 120; columns++) {
      int limit = columns;
      for (Standstill standstill : new Standstill[] {null, new Standstill(ofSeconds(75), true)}) {
        assertThat(ProgressText.lines(reading(progress, 0.2, standstill), columns))
            .map(TextWidth::of)
            .allMatch(width -> width <= limit);
      }
    }
  }

  @Test
  void aNameCannotCommandTheTerminal() {
    var hostile = new Progress(1, 2, 0, 1, 2, "\033[2Ja\nb", 1, 2);

    assertThat(ProgressText.lines(reading(hostile, 0, null), 80).get(1))
        .isEqualTo("1/2 \\u{1B}[2Ja\\u{A}b");
  }

  @Test
  void ofAPipeNobodyKnowsTheEnd() {
    Progress pipe = Progress.ofOneFile(338_000_000, Progress.UNKNOWN);
    var reading =
        new ProgressReading(
            pipe, 125_000_000, null, ofSeconds(3), new TestNetwork().path(), 0, null);

    assertThat(ProgressText.lines(reading, 80)).contains("338 MB, 125 MB/s, 0:03");
    assertThat(ProgressText.plain(reading)).isEqualTo("338 MB, 125 MB/s");
  }

  @Test
  void withoutATerminalALineSaysIt() {
    assertThat(ProgressText.plain(reading(TREE, 0, null)))
        .isEqualTo("25 %, 250 MB of 1.00 GB, file 12 of 300, 125 MB/s, 0:06 left");
  }

  private static Duration ofSeconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static ProgressReading reading(
      Progress progress, double sentAgain, @Nullable Standstill standstill) {
    return new ProgressReading(
        progress,
        125_000_000,
        ofSeconds(6),
        ofSeconds(2),
        new TestNetwork().path(),
        sentAgain,
        standstill);
  }
}
