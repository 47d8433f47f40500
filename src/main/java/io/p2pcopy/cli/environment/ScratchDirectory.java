package io.p2pcopy.cli.environment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory for files that are not needed after the program's end. */
public final class ScratchDirectory implements AutoCloseable {
  /** How deep the program's own files lie; nothing below is looked at. */
  private static final int DEPTH = 2;

  private final Path path;

  private ScratchDirectory(Path path) {
    this.path = path;
  }

  public static ScratchDirectory create(String prefix) throws CommandException {
    try {
      return new ScratchDirectory(Files.createTempDirectory(prefix));
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.LOCAL_FILE,
          "local-file",
          "Temporary files cannot be written to "
              + System.getProperty("java.io.tmpdir")
              + ". Set TMPDIR to a directory that can be written.");
    }
  }

  public Path resolve(String name) {
    return path.resolve(name);
  }

  public Path path() {
    return path;
  }

  /** Deletes the directory and what is in it; follows no links. */
  @Override
  public void close() throws IOException {
    List<Path> tree;
    try (Stream<Path> found = Files.walk(path, DEPTH)) {
      tree = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path entry : tree) {
      Files.deleteIfExists(entry);
    }
  }
}
