package io.p2pcopy.cli.terminal;

import io.p2pcopy.net.Clock;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * What a command has around it.
 *
 * @param in not buffered, so that no byte is taken away from who reads after us
 */
public record Environment(
    InputStream in, PrintStream out, PrintStream err, Terminal terminal, Clock clock) {

  /** How soon a process notices that it is in the foreground again. */
  private static final int FOREGROUND_MILLIS = 300;

  public static Environment ofThisProcess() {
    Terminal terminal = Terminal.ofThisProcess(System.getenv());
    return new Environment(
        input(terminal), StandardStream.output(), StandardStream.error(), terminal, Clock.system());
  }

  private static InputStream input(Terminal terminal) {
    var in = new FileInputStream(FileDescriptor.in);
    return terminal.input()
        ? new TerminalInput(in, JobControl::inBackground, () -> Thread.sleep(FOREGROUND_MILLIS))
        : in;
  }

  /** Returns the same, with what is not the program's own product on standard error. */
  public Environment withoutOutput() {
    return new Environment(in, err, err, terminal, clock);
  }

  public PrintWriter outWriter() {
    return new PrintWriter(out, true, StandardCharsets.UTF_8);
  }
}
