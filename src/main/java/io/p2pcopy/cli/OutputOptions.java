package io.p2pcopy.cli;

import picocli.CommandLine.Option;

/** What is shown, and to whom; shared by the commands that transfer. */
final class OutputOptions {

  @Option(names = "--json", description = "Print events as lines of JSON on standard output.")
  private boolean json;

  @Option(
      names = {"-v", "--verbose"},
      description = "Say more about what happens.")
  private boolean verbose;

  OutputOptions() {}

  OutputOptions(boolean json) {
    this.json = json;
  }

  Report report(Surroundings around, boolean sending) {
    Report reader =
        json ? new JsonEvents(around.out(), around.clock()) : new BareBlob(around.out());
    return new BothReports(new HumanReport(around, sending, verbose), reader);
  }
}
