package io.p2pcopy.cli.terminal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether the shell has put this process into the background of its terminal. */
public final class JobControl {
  private static final Path STATUS = Path.of("/proc/self/stat");

  // proc(5): fields behind the name of the program, the only one that may hold a space.
  private static final int PROCESS_GROUP = 2;
  private static final int FOREGROUND_GROUP = 5;

  private JobControl() {}

  /** Returns false where it cannot be known. */
  public static boolean inBackground() {
    try {
      return isBackground(Files.readString(STATUS, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return false;
    }
  }

  static boolean isBackground(String status) {
    String[] fields = status.substring(status.lastIndexOf(')') + 1).strip().split(" ", -1);
    return fields.length > FOREGROUND_GROUP
        && !fields[FOREGROUND_GROUP].startsWith("-")
        && !fields[FOREGROUND_GROUP].equals(fields[PROCESS_GROUP]);
  }
}
