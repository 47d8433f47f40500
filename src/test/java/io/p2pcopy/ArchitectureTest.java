package io.p2pcopy;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The shape of the house: which package may know which, and what the pure protocol core must not
 * touch.
 */
@AnalyzeClasses(packages = "io.p2pcopy", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule dependenciesRunOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("cli")
          .definedBy("io.p2pcopy.cli..")
          .layer("transfer")
          .definedBy("io.p2pcopy.transfer..")
          .layer("peer")
          .definedBy("io.p2pcopy.peer..")
          .layer("datachannel")
          .definedBy("io.p2pcopy.datachannel..")
          .layer("sctp")
          .definedBy("io.p2pcopy.sctp..")
          .layer("dtls")
          .definedBy("io.p2pcopy.dtls..")
          .layer("ice")
          .definedBy("io.p2pcopy.ice..")
          .layer("mdns")
          .definedBy("io.p2pcopy.mdns..")
          .layer("signal")
          .definedBy("io.p2pcopy.signal..")
          .layer("crypto")
          .definedBy("io.p2pcopy.crypto..")
          .layer("net")
          .definedBy("io.p2pcopy.net..")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("transfer")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("peer")
          .mayOnlyBeAccessedByLayers("cli", "transfer")
          .whereLayer("datachannel")
          .mayOnlyBeAccessedByLayers("cli", "transfer", "peer")
          .whereLayer("dtls")
          .mayOnlyBeAccessedByLayers("peer")
          .whereLayer("ice")
          .mayOnlyBeAccessedByLayers("peer")
          .whereLayer("mdns")
          .mayOnlyBeAccessedByLayers("ice")
          .whereLayer("sctp")
          .mayOnlyBeAccessedByLayers("peer", "datachannel")
          .whereLayer("signal")
          .mayOnlyBeAccessedByLayers("cli", "peer", "ice", "dtls")
          .whereLayer("crypto")
          .mayOnlyBeAccessedByLayers("cli", "transfer", "dtls");

  @ArchTest
  static final ArchRule diskKnowsOnlyEntriesAndHashes =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.p2pcopy.transfer.source..",
              "io.p2pcopy.transfer.target..",
              "io.p2pcopy.transfer.file..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.p2pcopy..")
                  .and(
                      resideInAnyPackage(
                              "io.p2pcopy.transfer.source..",
                              "io.p2pcopy.transfer.target..",
                              "io.p2pcopy.transfer.file..",
                              "io.p2pcopy.transfer.wire..",
                              "io.p2pcopy.limit..")
                          .negate()));

  @ArchTest
  static final ArchRule sctpKnowsNothingOfTheRest =
      noClasses()
          .that()
          .resideInAPackage("io.p2pcopy.sctp..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.p2pcopy..")
                  .and(resideInAnyPackage("io.p2pcopy.sctp..", "io.p2pcopy.limit").negate()));

  @ArchTest
  static final ArchRule limitsKnowNothing =
      noClasses()
          .that()
          .resideInAPackage("io.p2pcopy.limit..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.p2pcopy..")
                  .and(resideInAPackage("io.p2pcopy.limit..").negate()));

  @ArchTest
  static final ArchRule sctpTouchesNoClockThreadRandomSourceSocketOrFile =
      noClasses()
          .that()
          .resideInAPackage("io.p2pcopy.sctp..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "java.util.concurrent..",
                      "java.net..",
                      "java.io..",
                      "java.nio.channels..",
                      "java.nio.file..",
                      "java.time..")
                  .or(com.tngtech.archunit.core.domain.JavaClass.Predicates.type(Thread.class))
                  .or(
                      com.tngtech.archunit.core.domain.JavaClass.Predicates.type(
                          java.security.SecureRandom.class))
                  .or(
                      com.tngtech.archunit.core.domain.JavaClass.Predicates.type(
                          java.util.Random.class)));

  @ArchTest
  static final ArchRule onlyNetReadsTheClock =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.p2pcopy.net..")
          .should()
          .callMethodWhere(
              target(
                      owner(
                          com.tngtech.archunit.core.domain.JavaClass.Predicates.type(System.class)))
                  .and(target(nameMatching("nanoTime|currentTimeMillis"))))
          .orShould()
          .callMethodWhere(
              target(owner(resideInAPackage("java.time.."))).and(target(nameMatching("now"))));

  @ArchTest
  static final ArchRule librariesStayBehindTheirAdapters =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.p2pcopy.ice..", "io.p2pcopy.dtls..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("org.ice4j..", "org.jitsi..", "org.bouncycastle.."));

  @ArchTest
  static final ArchRule nativeCryptographyStaysBehindItsAdapter =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.p2pcopy.crypto..")
          .should()
          .dependOnClassesThat(resideInAnyPackage("com.amazon.."));

  @ArchTest
  static final ArchRule packagesFormNoCycles =
      slices().matching("io.p2pcopy.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule packagesStaySmall = classes().should(belongToPackagesOfAtMost(34));

  @ArchTest static final ArchRule noTwoTypesShareAName = classes().should(haveNamesOfTheirOwn());

  @ArchTest
  static final ArchRule namesSayWhatAClassDoes =
      classes()
          .should()
          .haveSimpleNameNotEndingWith("Impl")
          .andShould()
          .haveSimpleNameNotEndingWith("Manager")
          .andShould()
          .haveSimpleNameNotEndingWith("Utils");

  private static ArchCondition<JavaClass> belongToPackagesOfAtMost(int files) {
    return new ArchCondition<>("belong to packages of at most " + files + " files") {
      private final Map<String, Set<String>> byPackage = new HashMap<>();

      @Override
      public void check(JavaClass type, ConditionEvents events) {
        if (type.isTopLevelClass()) {
          byPackage
              .computeIfAbsent(type.getPackageName(), name -> new HashSet<>())
              .add(type.getSimpleName());
        }
      }

      @Override
      public void finish(ConditionEvents events) {
        byPackage.forEach(
            (name, types) ->
                events.add(
                    new SimpleConditionEvent(
                        name, types.size() <= files, name + " has " + types.size() + " files")));
      }
    };
  }

  private static ArchCondition<JavaClass> haveNamesOfTheirOwn() {
    return new ArchCondition<>("have a simple name that no other top-level type has") {
      private final Map<String, String> packages = new HashMap<>();

      @Override
      public void check(JavaClass type, ConditionEvents events) {
        if (type.isTopLevelClass() && !type.getName().endsWith("package-info")) {
          String other = packages.putIfAbsent(type.getSimpleName(), type.getPackageName());
          events.add(
              new SimpleConditionEvent(
                  type, other == null, type.getName() + " is also in " + other));
        }
      }
    };
  }
}
