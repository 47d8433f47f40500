package io.p2pcopy.cli;

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
record Surroundings(
    InputStream in, PrintStream out, PrintStream err, Terminal terminal, Clock clock) {

  /** How soon a process notices that it is in the foreground again. */
  private static final int FOREGROUND_MILLIS = 300;

  static Surroundings ofThisProcess() {
    Terminal terminal = Terminal.ofThisProcess(System.getenv());
    return new Surroundings(
        input(terminal), StandardStream.output(), StandardStream.error(), terminal, Clock.system());
  }

  private static InputStream input(Terminal terminal) {
    var in = new FileInputStream(FileDescriptor.in);
    return terminal.input()
        ? new TerminalInput(in, JobControl::inBackground, () -> Thread.sleep(FOREGROUND_MILLIS))
        : in;
  }

  /** Returns the same, with what is not the program's own product on standard error. */
  Surroundings withoutOutput() {
    return new Surroundings(in, err, err, terminal, clock);
  }

  PrintWriter outWriter() {
    return new PrintWriter(out, true, StandardCharsets.UTF_8);
  }
}
