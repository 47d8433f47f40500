package io.p2pcopy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory for files that are not needed after the program's end. */
final class ScratchDirectory implements AutoCloseable {
  /** How deep the program's own files lie; nothing below is looked at. */
  private static final int DEPTH = 2;

  private final Path path;

  private ScratchDirectory(Path path) {
    this.path = path;
  }

  static ScratchDirectory create(String prefix) throws IOException {
    return new ScratchDirectory(Files.createTempDirectory(prefix));
  }

  Path resolve(String name) {
    return path.resolve(name);
  }

  Path path() {
    return path;
  }

  /**
   * Returns the only file that is not hidden.
   *
   * @throws IOException if there is none
   */
  Path onlyFile() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .findFirst()
          .orElseThrow(() -> new NoSuchFileException(path.toString()));
    }
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
