package io.p2pcopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shell script in front of the jar. */
class LauncherIT {

  @Test
  void aJavaThatIsTooOldIsNamed(@TempDir Path home) throws Exception {
    makeJava(home, "11.0.2");

    Result result = run(Map.of("P2PCOPY_JAVA", home.toString()), "--version");

    assertThat(result.status()).isEqualTo(127);
    assertThat(result.output()).contains("is Java 11", "needs Java 17 or newer").hasLineCount(1);
  }

  @Test
  void theNumberingOfOldJavaIsUnderstood(@TempDir Path home) throws Exception {
    makeJava(home, "1.8.0_392");

    Result result = run(Map.of("P2PCOPY_JAVA", home.toString()), "--version");

    assertThat(result.status()).isEqualTo(127);
    assertThat(result.output()).contains("is Java 8");
  }

  @Test
  void noJavaAtAllIsTold() throws Exception {
    Result result = run(Map.of("P2PCOPY_JAVA", "/nowhere/java"), "--version");

    assertThat(result.status()).isEqualTo(127);
    assertThat(result.output()).contains("No Java found").hasLineCount(1);
  }

  @Test
  void aJavaHomeThatIsTooOldDoesNotHideABetterOneInThePath(@TempDir Path home) throws Exception {
    makeJava(home, "11.0.2");
    String path = Path.of(System.getProperty("java.home"), "bin") + ":" + System.getenv("PATH");

    Result result = run(Map.of("JAVA_HOME", home.toString(), "PATH", path), "--version");

    assertThat(result.status()).as(result.output()).isZero();
    assertThat(result.output()).startsWith("p2pcopy ");
  }

  /** What Java opens must not be taken for a standard stream that is closed. */
  @ParameterizedTest
  @CsvSource({
    "page >&-,Standard output is closed.",
    "--version >&-,Standard output is closed.",
    "page > /dev/full,Standard output cannot be written: No space left on device.",
    "receive --yes --stun none --loopback <&-,Standard input cannot be read"
  })
  void aStandardStreamThatCannotBeUsedIsNamed(String arguments, String sentence) {
    try (var program = RunningProgram.shell(RunningProgram.EXECUTABLE + " " + arguments)) {
      assertThat(program.awaitExit()).as(program.error()).isEqualTo(7);
      assertThat(program.error()).contains("p2pcopy: " + sentence);
    }
  }

  @Test
  void aDamagedArchiveIsNoHindrance(@TempDir Path cache) throws Exception {
    Map<String, String> here = ClassDataArchive.variables(cache);
    Path archive = ClassDataArchive.copyTo(cache);
    assertThat(run(here, "--version").output()).startsWith("p2pcopy ").hasLineCount(1);

    Files.delete(archive);
    Files.writeString(archive, "not an archive");

    Result result = run(here, "--version");
    assertThat(result.status()).isZero();
    assertThat(result.output()).startsWith("p2pcopy ").hasLineCount(1);
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void withTheArchiveNativeCodeIsUnpackedOnceAndADamagedOneIsNoHindrance(@TempDir Path cache)
      throws Exception {
    Map<String, String> here =
        Map.of("P2PCOPY_CACHE", cache.toString(), "P2PCOPY_OPTIONS", "-XX:+PrintFlagsFinal");
    assertThat(run(here, "--version").output()).containsPattern("TieredStopAtLevel +=? *4");
    Path archive = ClassDataArchive.await(cache);
    Path library =
        Path.of(archive.toString().replaceFirst("jsa$", "natives"))
            .resolve("libamazonCorrettoCryptoProvider.so");
    assertThat(library).isNotEmptyFile();
    assertThat(run(here, "--version").output()).containsPattern("TieredStopAtLevel +=? *1");

    Files.delete(library);
    Files.writeString(library, "not a library");
    Result result = run(Map.of("P2PCOPY_CACHE", cache.toString()), "warm-up");
    assertThat(result.status()).as(result.output()).isZero();
  }

  @Test
  void anArchiveThatWasBrokenOffIsMadeAgainAfterADay(@TempDir Path cache) throws Exception {
    Map<String, String> here = ClassDataArchive.variables(cache);
    Path archive = ClassDataArchive.copyTo(cache);
    Files.delete(archive);
    Path note = Path.of(archive.toString().replaceFirst("jsa$", "made"));
    Files.setLastModifiedTime(note, FileTime.from(Instant.now().minus(Duration.ofDays(2))));

    assertThat(run(here, "--version").status()).isZero();

    assertThat(ClassDataArchive.await(cache)).isEqualTo(archive);
  }

  @Test
  void theArchiveIsMadeEvenIfTheDirectoryOfTheFirstRunGoes(@TempDir Path root) throws Exception {
    Path directory = Files.createDirectory(root.resolve("work"));
    Path cache = root.resolve("cache");
    // Seen from there, which is where relative names begin.
    assertThat(runIn(directory, Map.of("P2PCOPY_CACHE", "../cache"), "--version").status())
        .isZero();
    Files.delete(directory);

    assertThat(ClassDataArchive.await(cache)).isNotEmptyFile();
  }

  @Test
  void aCacheThatCannotBeWrittenIsNoHindrance() throws Exception {
    Result result = run(Map.of("P2PCOPY_CACHE", "/dev/null/cache"), "--version");

    assertThat(result.status()).isZero();
    assertThat(result.output()).startsWith("p2pcopy ").hasLineCount(1);
  }

  @Test
  void optionsForOtherJavaProgramsAreNoHindrance() throws Exception {
    Result result =
        run(Map.of("JAVA_TOOL_OPTIONS", "-XX:+UseG1GC", "JDK_JAVA_OPTIONS", "-Xmx1"), "--version");

    assertThat(result.status()).as(result.output()).isZero();
    assertThat(result.output()).startsWith("p2pcopy ").hasLineCount(1);
  }

  @Test
  void anyDirectoryMayHoldTheProgram(@TempDir Path root) throws Exception {
    for (String name : new String[] {"a:b", "a b!", "@a%41#"}) {
      Path program = Files.createDirectory(root.resolve(name)).resolve("p2pcopy");
      Files.copy(Path.of(RunningProgram.EXECUTABLE), program, StandardCopyOption.COPY_ATTRIBUTES);
      assertThat(shell("'" + program + "' --version").output()).startsWith("p2pcopy ");
    }
  }

  @Test
  void theProgramNeedNotBeExecutable(@TempDir Path root) throws Exception {
    Path program = Path.of(RunningProgram.EXECUTABLE).toAbsolutePath();
    Result result =
        shell("cd '" + root + "' && cat '" + program + "' > p2pcopy && sh p2pcopy --version");

    assertThat(result.output()).startsWith("p2pcopy ").hasLineCount(1);
  }

  @Test
  void aDeletedCurrentDirectoryMattersOnlyToWhatIsInIt(@TempDir Path root) throws Exception {
    Path file = Files.writeString(root.resolve("file"), "content");
    String program = "'" + Path.of(RunningProgram.EXECUTABLE).toAbsolutePath() + "'";
    String gone = "mkdir '" + root + "/gone' && cd '" + root + "/gone' && rmdir ../gone; ";

    assertThat(shell(gone + program + " send -n '" + file + "'").output())
        .contains("7 bytes  file");
    Result relative = shell(gone + program + " receive --yes --stun none --peer /dev/null");
    assertThat(relative.status()).isEqualTo(7);
    assertThat(relative.output())
        .contains("The current directory no longer exists.")
        .doesNotContain("Exception");
  }

  @Test
  void aLocaleThatIsNotInstalledMeansUtf8(@TempDir Path root) throws Exception {
    Path file = Files.writeString(root.resolve("übung.txt"), "content");
    for (String locale : new String[] {"xx_XX.UTF-8", "de_DE", "C", ""}) {
      String variables = "env -u LC_ALL -u LC_CTYPE LANG=" + locale + " ";
      String program = "'" + Path.of(RunningProgram.EXECUTABLE).toAbsolutePath() + "'";
      Result result = shell(variables + program + " send -n '" + file + "'");
      assertThat(result.status()).as(result.output()).isZero();
      assertThat(result.output()).contains("7 bytes  übung.txt");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void namesThatAreNoTextAreFound(@TempDir Path root) throws Exception {
    String program = "'" + Path.of(RunningProgram.EXECUTABLE).toAbsolutePath() + "'";
    String name = "\"$(printf 'caf\\351')\"";
    Result result =
        shell("cd '" + root + "' && echo abc > " + name + " && " + program + " send -n " + name);

    assertThat(result.status()).as(result.output()).isZero();
    assertThat(result.output()).contains("4 bytes  caf%E9");
  }

  private static Result shell(String script) throws Exception {
    var command = new ProcessBuilder("bash", "-c", script).redirectErrorStream(true);
    command.environment().put("P2PCOPY_CACHE", "none");
    Process process = command.start();
    String output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    return new Result(process.waitFor(), output);
  }

  private record Result(int status, String output) {}

  private static Result run(Map<String, String> variables, String... arguments) throws Exception {
    return runIn(Path.of(""), variables, arguments);
  }

  private static Result runIn(Path directory, Map<String, String> variables, String... arguments)
      throws Exception {
    var command =
        new ProcessBuilder(Path.of(RunningProgram.EXECUTABLE).toAbsolutePath().toString())
            .redirectErrorStream(true);
    command.directory(directory.toAbsolutePath().toFile());
    command.command().addAll(java.util.List.of(arguments));
    command.environment().remove("P2PCOPY_JAVA");
    command.environment().put("P2PCOPY_CACHE", "none");
    command.environment().putAll(variables);
    Process process = command.start();
    String output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    return new Result(process.waitFor(), output);
  }

  private static void makeJava(Path home, String version) throws IOException {
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\nexit 1\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
  }
}
