package io.p2pcopy.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.transfer.source.Skipped;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SkippedTextTest {
  @Test
  void whatCouldNotBeReadIsToldApartFromWhatIsNeverSent() {
    var skipped =
        new Skipped(
            23,
            Collections.nCopies(20, "link is left out."),
            7,
            List.of("a could not be read: permission denied."));

    assertThat(SkippedText.failures(skipped))
        .containsExactly(
            "a could not be read: permission denied.", "6 more entries could not be sent.");
    assertThat(SkippedText.others(skipped)).hasSize(6).endsWith("18 more entries are left out.");
  }

  @Test
  void aLongPathIsCutInItsMiddle() {
    String path = "/top/" + "x".repeat(4000) + "/last";
    var skipped = new Skipped(1, List.of(path + " is left out."), 0, List.of());

    assertThat(SkippedText.others(skipped))
        .singleElement()
        .satisfies(line -> assertThat(line).hasSize(300).startsWith("/top/x").contains("x...x"))
        .satisfies(line -> assertThat(line).endsWith("x/last is left out."));
  }
}
