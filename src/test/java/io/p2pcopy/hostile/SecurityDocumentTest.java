package io.p2pcopy.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.documents.NamedTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests and scenarios that docs/security.md names are there. */
class SecurityDocumentTest {

  private static final Path DOCUMENT = Path.of("docs/security.md");

  /** What stands in brackets behind the test that plays scenarios. */
  private static final Pattern SCENARIOS =
      Pattern.compile("`(?:ScenariosTest|HostilePeerIT)` \\(([^)]*)\\)");

  private static final Pattern NAME = Pattern.compile("`([a-z0-9-]+)`");

  @Test
  void eachTestIsThere() throws IOException {
    NamedTests tests = NamedTests.of(DOCUMENT);

    assertThat(tests.missing()).isEmpty();
    assertThat(tests.all()).isGreaterThan(20);
  }

  @Test
  void eachScenarioIsThere() throws IOException {
    List<String> names =
        Stream.concat(HostileSender.SCENARIOS.stream(), HostileReceiver.SCENARIOS.stream())
            .map(Scenario::name)
            .toList();
    Matcher group = SCENARIOS.matcher(Files.readString(DOCUMENT));
    List<String> named = new ArrayList<>();
    while (group.find()) {
      NAME.matcher(group.group(1)).results().forEach(name -> named.add(name.group(1)));
    }

    assertThat(named).isNotEmpty().isSubsetOf(names);
  }
}
