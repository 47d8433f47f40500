package io.p2pcopy.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class RfcCoverageDocumentTest {

  private static final Path DOCUMENT = Path.of("docs/rfc-coverage.md");

  @Test
  void eachNamedTestExists() throws IOException {
    NamedTests tests = NamedTests.of(DOCUMENT);

    assertThat(tests.missing()).isEmpty();
    assertThat(tests.all()).isGreaterThan(150);
  }

  @Test
  void whatIsDoneHasATest() throws IOException {
    List<String> rows =
        Files.readAllLines(DOCUMENT).stream()
            .filter(line -> line.matches("\\|.*\\| done\\b.*"))
            .toList();

    assertThat(rows).hasSizeGreaterThan(80).allMatch(row -> row.matches(".*(Test\\b|see RFC).*"));
  }

  @Test
  void eachRfcHasASection() throws IOException {
    List<Integer> rfcs =
        List.of(
            9260, 8831, 8832, 8445, 8489, 8656, 7675, 6347, 8261, 8985, 8899, 9653, 6525, 3758,
            8260);

    assertThat(Files.readString(DOCUMENT))
        .contains(rfcs.stream().map(rfc -> "## RFC " + rfc + ": ").toList());
  }
}
