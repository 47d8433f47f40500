package io.p2pcopy.cli;

import io.p2pcopy.signal.SessionDescription;
import java.io.PrintStream;

/** Prints this side's line alone on standard output, and nothing else. */
record BareBlob(PrintStream out) implements Report {

  @Override
  public void blob(SessionDescription own, String blob) {
    out.print(blob + "\n");
    out.flush();
  }
}
