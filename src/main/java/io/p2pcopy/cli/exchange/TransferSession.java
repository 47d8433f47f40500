package io.p2pcopy.cli.exchange;

import io.p2pcopy.cli.environment.CommandException;
import io.p2pcopy.cli.environment.ExitCode;
import io.p2pcopy.cli.option.BlobArgument;
import io.p2pcopy.cli.option.ConnectionOptions;
import io.p2pcopy.cli.progress.NetworkStatus;
import io.p2pcopy.cli.report.Failure;
import io.p2pcopy.cli.report.Output;
import io.p2pcopy.cli.report.UncaughtErrors;
import io.p2pcopy.cli.terminal.Environment;
import io.p2pcopy.cli.terminal.LineSource;
import io.p2pcopy.peer.ConnectionException;
import io.p2pcopy.peer.PeerConfig;
import io.p2pcopy.peer.PeerConnection;
import io.p2pcopy.transfer.TransferException;
import io.p2pcopy.transfer.TransferSummary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The part that sending and receiving have in common: to meet the other side, and to meet it again
 * when the connection is lost.
 */
public final class TransferSession {
  /** Where no person is there: how long to wait for a public address. */
  private static final Duration LONGEST_GATHERING = Duration.ofSeconds(6);

  /** Where nobody is asked, connections that bring nothing are not tried for ever. */
  private static final int FRUITLESS_CONNECTIONS = 3;

  private static final String RESUME =
      " Everything that arrived is kept. Run the same command again to resume.";

  /** What the other side received may have gone to its standard output, and then is not kept. */
  private static final String RESUME_THERE =
      " Run the same command again to send only what is missing.";

  private final ConnectionOptions options;
  private final PeerConfig config;
  private final Output output;
  private final Console console;
  private final Rendezvous rendezvous;
  private final boolean resumes;
  private @Nullable PeerConnection peer;

  /** What a command does in a session. */
  public interface Work {
    void doIn(TransferSession session) throws Exception;
  }

  /** The transfer, as far as it comes over one connection. */
  public interface Leg {
    TransferSummary over(Rendezvous.Met met) throws TransferException, InterruptedException;
  }

  private TransferSession(
      Environment around,
      ConnectionOptions options,
      PeerConfig config,
      Output output,
      boolean resumes) {
    this.resumes = resumes;
    this.options = options;
    // Nobody can hand out a better invite later where a program has taken the first one.
    this.config =
        around.terminal().isDialogue() ? config : config.withGatherLimit(LONGEST_GATHERING);
    this.output = output;
    var input = new LineSource(around::in, around.terminal()::discardInput);
    this.console = new Console(input, output.voice(), around.terminal().isDialogue());
    this.rendezvous = new Rendezvous(around, options, input, output.report());
  }

  /**
   * Does the work, reports why it failed if it does, and cleans up after it.
   *
   * @param resumes whether the same command, given again, resumes what was interrupted
   */
  public static int run(
      Environment around, ConnectionOptions options, Output output, boolean resumes, Work work) {
    var session = new TransferSession(around, options, options.config(), output, resumes);
    try {
      work.doIn(session);
      return ExitCode.DONE.status();
    } catch (Throwable e) {
      Failure failure = Failure.of(e);
      if (UncaughtErrors.shouldReport(failure)) {
        output.report().failed(failure);
      }
      if (e instanceof InterruptedException) {
        // The peer has been told, or does not listen: what is still queued is of no use.
        Thread.currentThread().interrupt();
      }
      return failure.code().status();
    } finally {
      session.console.close();
      session.closePeer();
    }
  }

  public Console console() {
    return console;
  }

  public ConsolePrompts questions() {
    return new ConsolePrompts(console, output.voice());
  }

  /** Begins to gather this side's addresses, unless it can be seen that the rest would fail. */
  public void open() throws CommandException {
    Path file = options.peer();
    if (file != null && !Files.isReadable(file)) {
      if (BlobArgument.isOne(file.toString())) {
        throw BlobArgument.refused();
      }
      throw new CommandException(
          ExitCode.LOCAL_FILE,
          "local-file",
          "The file " + file + " with your friend's invite or reply cannot be read.");
    }
    if (file != null && Files.isDirectory(file)) {
      throw new CommandException(
          ExitCode.LOCAL_FILE,
          "local-file",
          file + " is a directory. Give --peer a file with your friend's invite or reply.");
    }
    peer = PeerConnection.create(config);
  }

  /**
   * Meets the other side and transfers, over as many connections as that takes. {@link #open} has
   * been called.
   */
  public TransferSummary transfer(boolean offering, Console.LimitChange limit, Leg leg)
      throws Exception {
    Rendezvous.Met met = meet(offering);
    int fruitless = 0;
    while (true) {
      long before = output.movement().total();
      TransferException lost;
      try (Console listening = console) {
        listening.listen(limit);
        return leg.over(met);
      } catch (InterruptedException e) {
        throw new InterruptedException(resumable() ? RESUME.strip() : null);
      } catch (TransferException e) {
        if (e.kind() != TransferException.Kind.CONNECTION_LOST) {
          throw withHint(e);
        }
        lost = e;
      }
      fruitless = output.movement().total() > before ? 0 : fruitless + 1;
      if (!canMeetAgain() || (!console.hasPerson() && fruitless >= FRUITLESS_CONNECTIONS)) {
        throw withHint(lost);
      }
      met = meetAgain(lost);
    }
  }

  public NetworkStatus network() {
    return NetworkStatus.of(opened());
  }

  /** Where a person is there, begins anew until there is a connection, or nobody comes. */
  private Rendezvous.Met meet(boolean offering) throws Exception {
    while (true) {
      try {
        return rendezvous.first(opened(), offering);
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof ConnectionException failure)
            || !rendezvous.asksAgain()
            || !isWorthAnother(failure.reason())) {
          throw e;
        }
        closePeer();
        output.report().attemptFailed(Failure.of(failure).sentence(), null);
        open();
      }
    }
  }

  private static boolean isWorthAnother(ConnectionException.Reason reason) {
    return switch (reason) {
      case NO_PATH, HANDSHAKE_FAILED, FINGERPRINT_MISMATCH -> true;
      case LOST, CLOSED_BY_PEER, PROTOCOL_VIOLATION -> true;
      case PEER_ABSENT, CLOSED, INTERNAL_ERROR -> false;
    };
  }

  private Rendezvous.Met meetAgain(TransferException lost) throws Exception {
    String sentence = lost.getMessage();
    while (true) {
      closePeer();
      output.report().lost(sentence == null ? "The connection was lost." : sentence);
      open();
      try {
        return rendezvous.again(opened());
      } catch (CommandException e) {
        // No new line came: what ended the transfer is what happened before.
        throw withHint(lost);
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof ConnectionException) || !console.hasPerson()) {
          throw withHint(lost);
        }
        sentence = e.getCause().getMessage();
      } catch (InterruptedException e) {
        throw new InterruptedException(resumable() ? RESUME.strip() : null);
      }
    }
  }

  /** A file that holds one line cannot hold the next one. */
  private boolean canMeetAgain() {
    Path file = options.peer();
    return file == null || !Files.isRegularFile(file);
  }

  private TransferException withHint(TransferException e) {
    boolean worthResuming =
        switch (e.kind()) {
          case CONNECTION_LOST, REFUSED_BY_PEER, LOCAL_FILE, PEER_FILE -> resumable();
          default -> false;
        };
    String hint = e.kind() == TransferException.Kind.PEER_FILE ? RESUME_THERE : RESUME;
    return worthResuming ? new TransferException(e.kind(), e.getMessage() + hint, e) : e;
  }

  private boolean resumable() {
    return resumes && output.movement().total() > 0;
  }

  private PeerConnection opened() {
    PeerConnection opened = peer;
    if (opened == null) {
      throw new IllegalStateException("not opened");
    }
    return opened;
  }

  private void closePeer() {
    if (peer != null) {
      peer.close();
      peer = null;
    }
  }
}
