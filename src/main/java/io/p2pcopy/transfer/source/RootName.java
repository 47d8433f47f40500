package io.p2pcopy.transfer.source;

import io.p2pcopy.transfer.file.NativeName;
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.io.IOException;
import java.nio.file.Path;

/** What an argument of the command is called in the transfer. */
record RootName(Path path, String name) {

  /** Named for the root of a file system, which has no name of its own. */
  private static final String NAMELESS = "root";

  static RootName of(Path argument) throws LocalFailureException {
    Path last = argument.getFileName();
    String text = last == null ? "" : NativeName.of(argument);
    if (!text.isEmpty() && !text.equals(".") && !text.equals("..")) {
      return new RootName(argument, text);
    }
    try {
      Path name = argument.toRealPath().getFileName();
      return new RootName(argument, name == null ? NAMELESS : NativeName.of(name));
    } catch (IOException e) {
      throw LocalFailureException.file(argument, "read", e);
    }
  }
}
