package io.p2pcopy.cli;

import io.p2pcopy.cli.terminal.Environment;
import io.p2pcopy.cli.terminal.StandardStream;
import io.p2pcopy.cli.terminal.Terminal;
import io.p2pcopy.net.Clock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A sender and a receiver in this process, joined as if by people who paste the invites. */
final class CommandPair {
  private static final List<String> THIS_COMPUTER =
      List.of("--loopback", "--stun", "none", "--timeout", "1m");
  private static final Pattern BLOB = Pattern.compile("p2[A-Za-z0-9_-]{40,}");
  private static final int PIPE = 1 << 16;
  private static final int PATIENCE_SECONDS = 60;

  /**
   * How one of the two ended.
   *
   * @param raw what it wrote to standard output, a character for each byte
   */
  record Ended(int status, String raw, String out, String err) {}

  private final Side sender = new Side();
  private final Side receiver = new Side();

  /** Gives the receiver this standard output. */
  CommandPair receiverWritesTo(OutputStream out) {
    receiver.sink = out;
    return this;
  }

  /** Gives the receiver this standard error. */
  CommandPair receiverComplainsTo(OutputStream err) {
    receiver.errorSink = err;
    return this;
  }

  /** Gives the sender this standard output. */
  CommandPair senderWritesTo(OutputStream out) {
    sender.sink = out;
    return this;
  }

  /** Runs both to their ends; the sender is the first of the two that are returned. */
  List<Ended> run(List<String> send, List<String> receive) throws Exception {
    FutureTask<Ended> sending = sender.start(receiver, "send", send);
    FutureTask<Ended> receiving = receiver.start(sender, "receive", receive);
    return List.of(
        sending.get(PATIENCE_SECONDS, TimeUnit.SECONDS),
        receiving.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
  }

  private static final class Side {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PipedInputStream in = new PipedInputStream(PIPE);
    private final PipedOutputStream toIn = new PipedOutputStream();
    private OutputStream sink = OutputStream.nullOutputStream();
    private OutputStream errorSink = OutputStream.nullOutputStream();

    Side() {
      try {
        toIn.connect(in);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    FutureTask<Ended> start(Side other, String command, List<String> arguments) {
      String[] all =
          Stream.of(List.of(command), arguments, THIS_COMPUTER)
              .flatMap(List::stream)
              .toArray(String[]::new);
      var task = new FutureTask<>(() -> execute(other, all));
      var thread = new Thread(task, command);
      thread.setDaemon(true);
      thread.start();
      return task;
    }

    private Ended execute(Side other, String[] arguments) {
      boolean apart = Arrays.asList(arguments).contains("-");
      var around =
          new Environment(
              in,
              stream("Standard output", new Tee(out, apart ? null : other, sink)),
              stream("Standard error", new Tee(err, apart ? other : null, errorSink)),
              Terminal.NONE,
              Clock.system());
      int status = CommandLines.execute(around, arguments);
      return new Ended(
          status,
          out.toString(StandardCharsets.ISO_8859_1),
          out.toString(StandardCharsets.UTF_8),
          err.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream stream(String name, OutputStream out) {
      return StandardStream.of(name, out, "p2pcopy.tests.encoding");
    }
  }

  /** Hands each blob among what is written to the other side. */
  private static final class Tee extends OutputStream {
    private final ByteArrayOutputStream kept;
    private final @Nullable Side other;
    private final OutputStream sink;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    Tee(ByteArrayOutputStream kept, @Nullable Side other, OutputStream sink) {
      this.kept = kept;
      this.other = other;
      this.sink = sink;
    }

    @Override
    public void write(int b) throws IOException {
      sink.write(b);
      kept.write(b);
      if (other == null) {
        return;
      }
      line.write(b);
      if (b == '\n') {
        var blob = BLOB.matcher(line.toString(StandardCharsets.UTF_8));
        if (blob.find()) {
          other.toIn.write((blob.group() + "\n").getBytes(StandardCharsets.UTF_8));
          other.toIn.flush();
        }
        line.reset();
      }
    }
  }
}
