package io.p2pcopy.cli.option;

import io.p2pcopy.cli.environment.ExitCode;
import io.p2pcopy.cli.environment.LogFile;
import io.p2pcopy.cli.progress.Movement;
import io.p2pcopy.cli.report.BareBlob;
import io.p2pcopy.cli.report.BlobPresenter;
import io.p2pcopy.cli.report.BothReports;
import io.p2pcopy.cli.report.Failure;
import io.p2pcopy.cli.report.HumanReport;
import io.p2pcopy.cli.report.JsonEvents;
import io.p2pcopy.cli.report.Output;
import io.p2pcopy.cli.report.Report;
import io.p2pcopy.cli.terminal.Environment;
import io.p2pcopy.cli.terminal.LibraryLog;
import io.p2pcopy.cli.terminal.TerminalOutput;
import io.p2pcopy.net.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is shown, and to whom; shared by the commands that transfer. */
public final class OutputOptions {

  @Option(names = "--json", description = "Print events as lines of JSON on standard output.")
  private boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print only questions and failures.")
  private boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      description = "Print more: addresses, encryption, network counters, each file.")
  private boolean verbose;

  @Option(
      names = "--log",
      paramLabel = "FILE",
      description = "Append everything that -v prints to this file, with the time of day.")
  private @Nullable Path log;

  @Option(
      names = "--qr",
      description = "Also show your invite or reply as a QR code, on a terminal.")
  private boolean qr;

  @Option(
      names = "--copy",
      description = "Also put your invite or reply into the clipboard, on a terminal.")
  private boolean copy;

  public OutputOptions() {}

  public OutputOptions(boolean json) {
    this.json = json;
  }

  /**
   * Does the work of a command with what it has to report to.
   *
   * @return the exit status
   */
  public int reporting(Environment around, boolean sending, ToIntFunction<Output> work) {
    if (log == null) {
      return work.applyAsInt(output(around, sending, null));
    }
    try (LogFile file = LogFile.open(log, Clock::timeOfDay)) {
      return work.applyAsInt(output(around, sending, file));
    } catch (IOException e) {
      Failure failure =
          new Failure(
              ExitCode.LOCAL_FILE, "local-file", "The log " + log + " cannot be written.", e);
      report(around).failed(failure);
      return failure.code().status();
    }
  }

  public boolean json() {
    return json;
  }

  /** Returns who is told of failures, without a log. */
  public Report report(Environment around) {
    return output(around, false, null).report();
  }

  private Output output(Environment around, boolean sending, @Nullable LogFile file) {
    Report reader =
        json
            ? new JsonEvents(around.out(), around.clock())
            : new BareBlob(around.out(), around.err());
    var voice = new TerminalOutput(around.err(), around.terminal(), volume(), file);
    if (verbose || file != null) {
      LibraryLog.to(voice);
    }
    var handing = new BlobPresenter(voice, around.terminal(), qr, copy);
    var people = new HumanReport(around, voice, handing, sending);
    return new Output(new BothReports(people, reader), voice, new Movement());
  }

  private TerminalOutput.Volume volume() {
    if (verbose) {
      return TerminalOutput.Volume.VERBOSE;
    }
    return quiet ? TerminalOutput.Volume.QUIET : TerminalOutput.Volume.NORMAL;
  }
}
