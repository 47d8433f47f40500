package io.p2pcopy.cli;

import io.p2pcopy.cli.exchange.Console;
import io.p2pcopy.cli.exchange.PeerBlobReader;
import io.p2pcopy.cli.report.ExpectedBlob;
import io.p2pcopy.cli.report.Report;
import io.p2pcopy.cli.terminal.Environment;
import io.p2pcopy.cli.terminal.LineSource;
import io.p2pcopy.cli.terminal.PendingEvents;
import io.p2pcopy.cli.terminal.TerminalOutput;
import io.p2pcopy.signal.BlobCodec;
import io.p2pcopy.signal.PastedBlob;
import io.p2pcopy.signal.SessionDescription;
import java.time.Duration;

/**
 * A program that takes invites from its terminal and asks a question after each, as {@code receive}
 * does. What it prints begins with {@link #MARK} and the number of the round, to be told apart from
 * the terminal's echo.
 */
final class PasteTerminal {
  static final String MARK = "##";

  private static int round = 1;

  private PasteTerminal() {}

  public static void main(String[] arguments) throws Exception {
    Environment around = Environment.ofThisProcess();
    var voice =
        new TerminalOutput(around.err(), around.terminal(), TerminalOutput.Volume.NORMAL, null);
    var lines = new LineSource(around::in, around.terminal()::discardInput);
    var console = new Console(lines, voice, around.terminal().isDialogue());
    Report report =
        new Report() {
          @Override
          public void notUnderstood(String sentence) {
            print("complaint " + sentence);
          }

          @Override
          public void severalPasted() {
            print("several");
          }
        };
    var peer = new PeerBlobReader(lines, true, report, new PendingEvents());
    for (; ; round++) {
      print("ready");
      SessionDescription description =
          peer.read(
              ExpectedBlob.OFFER,
              Duration.ofMinutes(2),
              pasted -> PastedBlob.of(pasted).read(SessionDescription.Type.OFFER, null));
      print("read " + BlobCodec.encode(description));
      print("answer " + console.ask(MARK + round + " question [y/n]").orElse("(end)"));
    }
  }

  private static void print(String line) {
    System.out.println("\n" + MARK + round + " " + line);
  }
}
