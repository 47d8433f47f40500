package io.p2pcopy;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The architecture rules fail on code that breaks them. */
class ArchitectureRulesTest {
  private static final JavaClasses VIOLATION =
      new ClassFileImporter().importPackages("io.p2pcopy.violation");

  @Test
  void aCycleBetweenTwoPackagesIsAViolation() {
    assertThat(violations(ArchitectureTest.packagesFormNoCycles))
        .singleElement()
        .asString()
        .contains("Cycle detected");
  }

  @Test
  void twoTypesOfOneNameAreAViolation() {
    assertThat(violations(ArchitectureTest.noTwoTypesShareAName))
        .singleElement()
        .asString()
        .contains("Twin is also in");
  }

  @Test
  void readingTheClockIsAViolation() {
    assertThat(violations(ArchitectureTest.onlyNetReadsTheClock))
        .singleElement()
        .asString()
        .contains("nanoTime");
  }

  private static List<String> violations(ArchRule rule) {
    return rule.evaluate(VIOLATION).getFailureReport().getDetails();
  }
}
