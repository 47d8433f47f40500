package io.p2pcopy.cli.option;

import io.p2pcopy.cli.environment.CommandException;
import io.p2pcopy.cli.environment.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** A path that leads to neither a file nor a directory: a pipe, a device or a socket. */
public final class SpecialFile {

  // The types in the mode of a file, as POSIX systems number them.
  private static final int TYPE = 0xf000;
  private static final int PIPE = 0x1000;
  private static final int CHARACTER_DEVICE = 0x2000;
  private static final int BLOCK_DEVICE = 0x6000;
  private static final int SOCKET = 0xc000;

  private SpecialFile() {}

  /** Refuses such a path, and says how to send what comes out of it. */
  public static void refuse(Path path) throws CommandException {
    try {
      if (!Files.readAttributes(path, BasicFileAttributes.class).isOther()) {
        return;
      }
    } catch (IOException e) {
      // Whoever opens it tells why that is not possible.
      return;
    }
    int type = type(path);
    // The shell's <(command) is such a pipe, and has no name that can be typed.
    boolean unnamed = type == SOCKET || path.startsWith("/dev/fd") || path.startsWith("/proc");
    String hint =
        unnamed
            ? "Send what a program prints with '... | p2pcopy send - --name NAME --peer FILE'."
            : "Send what comes out of it with 'p2pcopy send - --name NAME --peer FILE < "
                + path
                + "'.";
    throw new CommandException(
        ExitCode.LOCAL_FILE, "local-file", path + " is " + words(type) + ", not a file. " + hint);
  }

  private static int type(Path path) {
    try {
      return (int) Files.getAttribute(path, "unix:mode") & TYPE;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return 0;
    }
  }

  private static String words(int type) {
    return switch (type) {
      case PIPE -> "a pipe";
      case CHARACTER_DEVICE, BLOCK_DEVICE -> "a device";
      case SOCKET -> "a socket";
      default -> "special";
    };
  }
}
