package io.p2pcopy.cli.exchange;

import io.p2pcopy.cli.option.BlobArgument;
import io.p2pcopy.cli.option.ByteRate;
import io.p2pcopy.cli.terminal.LineSource;
import io.p2pcopy.cli.terminal.TerminalOutput;
import io.p2pcopy.cli.terminal.Wording;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.TypeConversionException;

/**
 * What a person types at the terminal: answers to questions, and commands while data flows. For any
 * thread.
 */
public final class Console implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofDays(1);
  private static final String LIMIT = "limit ";

  private final LineSource input;
  private final TerminalOutput voice;
  private final boolean person;
  private @Nullable LimitChange limit;
  private @Nullable Thread listener;

  /** Changes the rate of the transfer that runs. */
  public interface LimitChange {
    void to(ByteRate rate);
  }

  /**
   * @param person whether somebody is there who can be asked
   */
  public Console(LineSource input, TerminalOutput voice, boolean person) {
    this.input = input;
    this.voice = voice;
    this.person = person;
  }

  boolean hasPerson() {
    return person;
  }

  /**
   * Asks and waits for a line.
   *
   * @return the line, stripped; empty if there is nobody to answer
   */
  public synchronized Optional<String> ask(String question) throws InterruptedException {
    boolean listened = stopListening();
    try {
      // What was pasted behind the peer's line must not answer a question not yet asked.
      input.dropAvailable();
      voice.ask(question);
      Optional<String> answer = input.take(PATIENCE).map(String::strip);
      if (answer.isPresent()) {
        voice.answered();
      }
      return answer;
    } catch (IOException | TimeoutException e) {
      return Optional.empty();
    } finally {
      voice.abandon();
      if (listened) {
        startListening();
      }
    }
  }

  /** Takes one more line of an answer that has several. */
  synchronized Optional<String> askOn() throws InterruptedException {
    try {
      return input.take(PATIENCE);
    } catch (IOException | TimeoutException e) {
      return Optional.empty();
    }
  }

  /** From now on, takes commands from the person, if there is one. */
  synchronized void listen(LimitChange change) {
    limit = change;
    if (person) {
      startListening();
    }
  }

  /** Takes no more commands; what comes next is left to whoever reads it. */
  @Override
  public synchronized void close() {
    stopListening();
  }

  private void startListening() {
    var thread = new Thread(this::takeCommands, "p2pcopy-commands");
    thread.setDaemon(true);
    listener = thread;
    thread.start();
  }

  private boolean stopListening() {
    Thread thread = listener;
    if (thread == null) {
      return false;
    }
    listener = null;
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return true;
  }

  private void takeCommands() {
    try {
      while (true) {
        Optional<String> line = input.next().get();
        if (line.isEmpty() || BlobArgument.isOne(line.get().strip())) {
          // The end, or a line for the next connection: whoever waits for it finds it there.
          return;
        }
        var unused = input.take(PATIENCE);
        voice.typed();
        obey(line.get().strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | ExecutionException | TimeoutException e) {
      // Nothing more can be read; the transfer does not need it.
    }
  }

  private void obey(String command) {
    LimitChange change = limit;
    if (command.isEmpty() || change == null) {
      return;
    }
    if (!command.toLowerCase(Locale.ROOT).startsWith(LIMIT)) {
      voice.say("During a transfer, you can type 'limit 2M' or 'limit none'.");
      return;
    }
    try {
      ByteRate rate = ByteRate.parse(command.substring(LIMIT.length()));
      change.to(rate);
      voice.say(
          rate.bytesPerSecond() == 0
              ? "The rate is no longer limited."
              : "The rate is now limited to " + Wording.size(rate.bytesPerSecond()) + "/s.");
    } catch (TypeConversionException e) {
      voice.say(e.getMessage() + ".");
    }
  }
}
