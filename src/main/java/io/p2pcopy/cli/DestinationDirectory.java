package io.p2pcopy.cli;

import io.p2pcopy.cli.environment.CommandException;
import io.p2pcopy.cli.environment.ExitCode;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where received files go: made if it is missing, and removed again if nothing came into it. */
final class DestinationDirectory implements AutoCloseable {
  private final Path path;

  /** The innermost first. */
  private final List<Path> made;

  private DestinationDirectory(Path path, List<Path> made) {
    this.path = path;
    this.made = made;
  }

  /**
   * Makes the directory with those above it, as far as they are missing.
   *
   * @throws CommandException if that is not possible
   */
  static DestinationDirectory prepare(Path path) throws CommandException {
    if (!Files.isDirectory(Path.of("").toAbsolutePath()) && !path.isAbsolute()) {
      throw failed("The current directory no longer exists. Change to another one.");
    }
    List<Path> missing = new ArrayList<>();
    Path existing = path.toAbsolutePath().normalize();
    while (existing != null && Files.notExists(existing)) {
      missing.add(existing);
      existing = existing.getParent();
    }
    try {
      Files.createDirectories(path);
    } catch (AccessDeniedException e) {
      throw failed(path + " cannot be created: permission denied.");
    } catch (FileAlreadyExistsException e) {
      throw failed(path + " cannot be the target: " + e.getFile() + " is not a directory.");
    } catch (FileSystemException e) {
      throw failed(
          path + " cannot be created: " + (e.getReason() == null ? e : e.getReason()) + ".");
    } catch (IOException e) {
      throw failed(path + " cannot be created: " + e + ".");
    }
    return new DestinationDirectory(path, missing);
  }

  Path path() {
    return path;
  }

  /** Whether it did not exist before. */
  boolean isNew() {
    return !made.isEmpty();
  }

  /** Removes what this has made and nobody has put anything into. */
  @Override
  public void close() {
    try {
      for (Path directory : made) {
        Files.delete(directory);
      }
    } catch (IOException e) {
      // Something is in it.
    }
  }

  private static CommandException failed(String sentence) {
    return new CommandException(ExitCode.LOCAL_FILE, "local-file", sentence);
  }
}
