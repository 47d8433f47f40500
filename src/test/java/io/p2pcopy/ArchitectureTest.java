package io.p2pcopy;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

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
                              "io.p2pcopy.transfer.wire..")
                          .negate()));

  @ArchTest
  static final ArchRule sctpKnowsNothingOfTheRest =
      noClasses()
          .that()
          .resideInAPackage("io.p2pcopy.sctp..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.p2pcopy..").and(resideInAPackage("io.p2pcopy.sctp..").negate()));

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
  static final ArchRule namesSayWhatAClassDoes =
      classes()
          .should()
          .haveSimpleNameNotEndingWith("Impl")
          .andShould()
          .haveSimpleNameNotEndingWith("Manager")
          .andShould()
          .haveSimpleNameNotEndingWith("Utils");
}
