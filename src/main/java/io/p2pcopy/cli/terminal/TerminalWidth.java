package io.p2pcopy.cli.terminal;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import com.sun.jna.Platform;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many columns the terminal behind standard error has; they may become more or fewer. */
public final class TerminalWidth {
  private static final int DEFAULT_COLUMNS = 80;

  /** Linux, include/uapi/asm-generic/ioctls.h. */
  private static final long TIOCGWINSZ = 0x5413;

  private static final int STANDARD_ERROR = 2;
  private static final int SIZE_OF_WINSIZE = 8;
  private static final int OFFSET_OF_COLUMNS = 2;
  private static final Pattern SIZE = Pattern.compile("\\d+ (\\d+)\\s*");

  private final int wanted;
  private int fallback;

  /**
   * @param variables of the environment: COLUMNS counts more than what the terminal says
   */
  public TerminalWidth(Map<String, String> variables) {
    String columns = variables.getOrDefault("COLUMNS", "");
    wanted = columns.matches("[1-9]\\d{0,3}") ? Integer.parseInt(columns) : 0;
  }

  /** Returns the columns there are now, 80 where nobody knows. Quick on Linux. */
  public int columns() {
    if (wanted > 0) {
      return wanted;
    }
    int columns = Platform.isLinux() ? askKernel() : 0;
    if (columns > 0) {
      return columns;
    }
    if (fallback == 0) {
      fallback = askStty();
    }
    return fallback;
  }

  private static int askKernel() {
    try (var size = new Memory(SIZE_OF_WINSIZE)) {
      size.clear();
      int failed =
          Function.getFunction("c", "ioctl")
              .invokeInt(new Object[] {STANDARD_ERROR, new NativeLong(TIOCGWINSZ), size});
      return failed == 0 ? Short.toUnsignedInt(size.getShort(OFFSET_OF_COLUMNS)) : 0;
    } catch (LinkageError e) {
      return 0;
    }
  }

  private static int askStty() {
    try {
      // stty looks at its standard input, which may be a pipe here.
      String size =
          outputOf(
              new ProcessBuilder("stty", "size")
                  .redirectInput(new File("/dev/tty"))
                  .redirectError(Redirect.DISCARD));
      Matcher columns = SIZE.matcher(size);
      return columns.matches() && !columns.group(1).equals("0")
          ? Integer.parseInt(columns.group(1))
          : DEFAULT_COLUMNS;
    } catch (IOException e) {
      return DEFAULT_COLUMNS;
    }
  }

  private static String outputOf(ProcessBuilder command) throws IOException {
    Process process = command.start();
    try (InputStream output = process.getInputStream()) {
      return new String(output.readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
