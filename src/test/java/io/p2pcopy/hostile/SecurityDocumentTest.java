package io.p2pcopy.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests and scenarios that docs/security.md names are there. */
class SecurityDocumentTest {

  private static final Path DOCUMENT = Path.of("docs/security.md");

  /** {@code `SomeTest.aMethod`} or {@code `SomeTest`}. */
  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+(?:Test|IT))(?:\\.(\\w+))?`");

  /** What stands in brackets behind the test that plays scenarios. */
  private static final Pattern SCENARIOS =
      Pattern.compile("`(?:ScenariosTest|HostilePeerIT)` \\(([^)]*)\\)");

  private static final Pattern NAME = Pattern.compile("`([a-z0-9-]+)`");

  @Test
  void eachTestIsThere() throws IOException {
    Map<String, String> sources = sources();
    List<String> missing = new ArrayList<>();
    Matcher test = TEST.matcher(Files.readString(DOCUMENT));
    int found = 0;
    while (test.find()) {
      found++;
      String source = sources.get(test.group(1));
      if (source == null
          || (test.group(2) != null && !source.contains("void " + test.group(2) + "("))) {
        missing.add(test.group());
      }
    }

    assertThat(missing).isEmpty();
    assertThat(found).isGreaterThan(20);
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

  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
      }
    }
    return sources;
  }
}
