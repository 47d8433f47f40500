package io.p2pcopy.cli;

import static java.util.stream.Collectors.joining;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The packaged program as a process, whose lines can be waited for. */
final class RunningProgram implements AutoCloseable {
  static final String EXECUTABLE = System.getProperty("p2pcopy.executable", "target/p2pcopy");
  private static final long PATIENCE_SECONDS = 90;
  private static final List<String> THIS_COMPUTER = List.of("--loopback", "--stun", "none");

  /** With an archive that is made once, as by a user's first run. */
  private static final Map<String, String> VARIABLES =
      ClassDataArchive.variables(ClassDataArchive.cacheOfTests());

  private final Process process;
  private final Lines out;
  private final Lines err;

  private RunningProgram(ProcessBuilder command) {
    VARIABLES.forEach(command.environment()::putIfAbsent);
    try {
      process = command.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out = new Lines(process.getInputStream());
    err = new Lines(process.getErrorStream());
  }

  /** Starts a command that needs no network, with exactly these arguments. */
  static RunningProgram plain(String... arguments) {
    return new RunningProgram(command(List.of(arguments)));
  }

  /** Starts {@code send} or {@code receive} so that it stays on this computer. */
  static RunningProgram local(String... arguments) {
    return new RunningProgram(command(localArguments(arguments)));
  }

  /** Starts it as a first run would be, with an option for the Java virtual machine. */
  static RunningProgram with(String option, String... arguments) {
    ProcessBuilder command = command(localArguments(arguments));
    command.environment().put("P2PCOPY_CACHE", "none");
    command.environment().put("P2PCOPY_OPTIONS", option);
    return new RunningProgram(command);
  }

  /** Starts it on a pseudo-terminal; what it says on either stream are then lines of output. */
  static RunningProgram onTerminal(String... arguments) {
    List<String> quoted =
        command(localArguments(arguments)).command().stream()
            .map(word -> "'" + word + "'")
            .toList();
    return new RunningProgram(
        new ProcessBuilder("script", "-qec", String.join(" ", quoted), "/dev/null"));
  }

  /** Starts a class of the tests on a pseudo-terminal. */
  static RunningProgram javaOnTerminal(Class<?> main) {
    String java = System.getProperty("java.home") + "/bin/java";
    String command =
        Stream.of(java, "-cp", System.getProperty("java.class.path"), main.getName())
            .map(word -> "'" + word + "'")
            .collect(joining(" "));
    return new RunningProgram(new ProcessBuilder("script", "-qec", command, "/dev/null"));
  }

  /** Starts it on a pseudo-terminal of so many columns. */
  static RunningProgram onNarrowTerminal(int columns, String... arguments) {
    List<String> words = new ArrayList<>(List.of("env", "COLUMNS=" + columns, EXECUTABLE));
    words.addAll(localArguments(arguments));
    String command = words.stream().map(word -> "'" + word + "'").collect(joining(" "));
    return new RunningProgram(new ProcessBuilder("script", "-qec", command, "/dev/null"));
  }

  /** Gives each the other's line. */
  static void join(RunningProgram sender, RunningProgram receiver) {
    receiver.type(sender.awaitBlob() + "\n");
    sender.type(receiver.awaitBlob() + "\n");
  }

  static RunningProgram shell(String script) {
    return new RunningProgram(new ProcessBuilder("bash", "-c", script));
  }

  RunningProgram type(String text) {
    try {
      OutputStream in = process.getOutputStream();
      in.write(text.getBytes(StandardCharsets.UTF_8));
      in.flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  RunningProgram endInput() {
    try {
      process.getOutputStream().close();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String awaitBlob() {
    return out.await(line -> line.matches("[A-Za-z0-9_-]{60,}")).strip();
  }

  /** Waits for a blob that stands alone on its line and is not {@code other}, nor a part of it. */
  String awaitBlobOtherThan(String other) {
    return out.await(line -> line.matches("[A-Za-z0-9_-]{60,}") && !other.contains(line)).strip();
  }

  String awaitOutput(String part) {
    return out.await(line -> line.contains(part));
  }

  String awaitError(String part) {
    return err.await(line -> line.contains(part));
  }

  int awaitExit() {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("it still runs; so far it said: " + out.all() + err.all());
      }
      out.awaitEnd();
      err.awaitEnd();
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  List<String> output() {
    return out.all();
  }

  String error() {
    return String.join("\n", err.all());
  }

  boolean isAlive() {
    return process.isAlive();
  }

  void kill() {
    process.destroyForcibly();
  }

  void interrupt() {
    signal("-INT");
  }

  /** Sends it a signal, such as {@code -STOP}. */
  void signal(String signal) {
    try {
      new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static ProcessBuilder command(List<String> arguments) {
    // Whoever started the tests in the background may have had interrupts ignored, and children
    // inherit that.
    Stream<String> program = Stream.of("env", "--default-signal=INT", EXECUTABLE);
    return new ProcessBuilder(Stream.concat(program, arguments.stream()).toList());
  }

  private static List<String> localArguments(String... arguments) {
    return Stream.concat(Stream.of(arguments), THIS_COMPUTER.stream()).toList();
  }

  /** Collects lines on a thread of its own; a prompt without an end counts as a line, too. */
  private static final class Lines {
    private static final Pattern PROMPT = Pattern.compile("\\](\033\\[0m)? $");

    private final List<String> lines = new ArrayList<>();
    private final Thread reader;
    private boolean ended;

    Lines(InputStream stream) {
      reader = new Thread(() -> collect(stream));
      reader.setDaemon(true);
      reader.start();
    }

    synchronized String await(Predicate<String> wanted) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (true) {
        for (String line : lines) {
          if (wanted.test(line.strip())) {
            return line;
          }
        }
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (ended || left <= 0) {
          throw new AssertionError("the line did not come; so far: " + lines);
        }
        try {
          wait(left);
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }

    void awaitEnd() throws InterruptedException {
      reader.join();
    }

    synchronized List<String> all() {
      return List.copyOf(lines);
    }

    private void collect(InputStream stream) {
      try (var characters =
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
        var line = new StringBuilder();
        int c;
        while ((c = characters.read()) >= 0) {
          boolean end = c == '\n' || c == '\r';
          if (!end) {
            line.append((char) c);
          }
          boolean prompt = PROMPT.matcher(line).find();
          if ((end && !line.isEmpty()) || prompt) {
            add(line.toString());
            line.setLength(0);
          }
        }
        if (!line.isEmpty()) {
          add(line.toString());
        }
      } catch (IOException e) {
        // The process was killed.
      } finally {
        end();
      }
    }

    private synchronized void add(String line) {
      lines.add(line);
      notifyAll();
    }

    private synchronized void end() {
      ended = true;
      notifyAll();
    }
  }
}
