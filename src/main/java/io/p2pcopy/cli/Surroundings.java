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

  static Surroundings ofThisProcess() {
    return new Surroundings(
        new FileInputStream(FileDescriptor.in),
        StandardStream.output(),
        StandardStream.error(),
        Terminal.ofThisProcess(System.getenv()),
        Clock.system());
  }

  /** Returns the same, with what is not the program's own product on standard error. */
  Surroundings withoutOutput() {
    return new Surroundings(in, err, err, terminal, clock);
  }

  PrintWriter outWriter() {
    return new PrintWriter(out, true, StandardCharsets.UTF_8);
  }
}
