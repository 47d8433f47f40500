package io.p2pcopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.cli.environment.TrustedDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardWatchEventKinds;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What the packaged program's first run makes in the background, for those that come after it. */
final class ClassDataArchive {

  private ClassDataArchive() {}

  /** Waits until a directory, which has to exist, has the archive. */
  static Path await(Path cache) throws IOException, InterruptedException {
    try (var watch = cache.getFileSystem().newWatchService()) {
      cache.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      while (true) {
        var archive = in(cache);
        if (archive.isPresent()) {
          return archive.get();
        }
        var key = watch.poll(5, TimeUnit.MINUTES);
        assertThat(key).as("the archive is made in time").isNotNull();
        key.pollEvents();
        key.reset();
      }
    }
  }

  /** What a process of the program must have in its environment to use a cache directory. */
  static Map<String, String> variables(Path cache) {
    // Each Java has an archive of its own.
    return Map.of(
        "P2PCOPY_CACHE", cache.toString(), "P2PCOPY_JAVA", System.getProperty("java.home"));
  }

  /** Puts what another run has made into an empty directory, and returns the archive there. */
  static Path copyTo(Path cache) throws IOException {
    Path made = cacheOfTests();
    try (var files = Files.walk(made)) {
      for (Path file : files.skip(1).toList()) {
        Files.copy(file, cache.resolve(made.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    return in(cache).orElseThrow();
  }

  /** Returns a cache directory that has the archive for the Java of this test. */
  static Path cacheOfTests() {
    Path program = Path.of(RunningProgram.EXECUTABLE).toAbsolutePath();
    try {
      // The launcher uses no cache below directories of another user, such as a mounted checkout.
      Path cache =
          TrustedDirectory.isFitForCode(program.resolveSibling("."))
              ? program.resolveSibling("cache-java" + Runtime.version().feature())
              : Files.createTempDirectory("p2pcopy-cache");
      var first = new ProcessBuilder(program.toString(), "--version");
      first.environment().putAll(variables(cache));
      first.redirectOutput(ProcessBuilder.Redirect.DISCARD);
      assertThat(first.start().waitFor()).isZero();
      await(cache);
      return cache;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Optional<Path> in(Path cache) throws IOException {
    try (var files = Files.list(cache)) {
      return files.filter(file -> file.toString().endsWith(".jsa")).findFirst();
    }
  }
}
