package io.p2pcopy.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.p2pcopy.hostile.HostileAssociation.Attack;
import io.p2pcopy.hostile.Scenario.End;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Plays scenarios against the packaged program, and checks what it makes of them. */
public final class AgainstProgram {

  private static final String EXECUTABLE =
      System.getProperty("p2pcopy.executable", "target/p2pcopy");
  private static final long PATIENCE_SECONDS = 60;
  private static final Pattern BLOB = Pattern.compile("\"blob\":\"([A-Za-z0-9_-]+)\"");

  /** What a peer must not be able to make the program say. */
  private static final Pattern FAULT = Pattern.compile("Internal error|Exception|\tat ");

  private static final int NO_CONNECTION = 4;
  private static final int CONNECTION_LOST = 5;

  /** What it did. */
  record Result(Scenario scenario, int status, List<String> output, Map<String, Long> files) {

    /** Returns what is wrong with it, or an empty list. */
    List<String> complaints() {
      List<String> complaints = new ArrayList<>();
      int expected = status(scenario.end());
      if (status != expected) {
        complaints.add("exit status " + status + " in place of " + expected);
      }
      if (output.stream().noneMatch(line -> line.contains(scenario.sentence()))) {
        complaints.add("no line with: " + scenario.sentence());
      }
      output.stream().filter(line -> FAULT.matcher(line).find()).forEach(complaints::add);
      if (!scenario.verified().entrySet().containsAll(files.entrySet())) {
        complaints.add("has final names: " + files);
      }
      if (!complaints.isEmpty()) {
        complaints.addAll(output);
      }
      return complaints;
    }

    private static int status(End end) {
      return switch (end) {
        case BREACH, CONNECTION_LOST -> CONNECTION_LOST;
        case STOPPED_BY_PEER -> 6;
        case INCOMPLETE -> 9;
        case COMPLETE -> 0;
      };
    }
  }

  private AgainstProgram() {}

  /**
   * Plays all scenarios, or those whose names are given; the exit status tells whether one failed.
   */
  public static void main(String[] names) throws Exception {
    List<String> wanted = List.of(names);
    int failed = 0;
    for (boolean sender : new boolean[] {true, false}) {
      for (Scenario scenario : sender ? HostileSender.SCENARIOS : HostileReceiver.SCENARIOS) {
        if (wanted.isEmpty() || wanted.contains(scenario.name())) {
          List<String> complaints = (sender ? sender(scenario) : receiver(scenario)).complaints();
          failed += complaints.isEmpty() ? 0 : 1;
          String role = sender ? "sender " : "receiver ";
          System.out.println((complaints.isEmpty() ? "ok " : "FAILED ") + role + scenario.name());
          complaints.forEach(System.out::println);
        }
      }
    }
    for (Attack attack : HostileAssociation.ATTACKS) {
      if (wanted.isEmpty() || wanted.contains(attack.name())) {
        List<String> complaints = association(attack);
        failed += complaints.isEmpty() ? 0 : 1;
        System.out.println((complaints.isEmpty() ? "ok " : "FAILED ") + "association " + attack);
        complaints.forEach(System.out::println);
      }
    }
    System.exit(failed == 0 ? 0 : 1);
  }

  private static void play(Scenario scenario, NetworkPeer peer) throws Exception {
    try {
      scenario.play(peer.peer());
    } catch (IOException e) {
      // The program has gone without a word, or did not end in time: its exit status tells.
    }
  }

  /** Plays a hostile sender against {@code receive}. */
  static Result sender(Scenario scenario) throws Exception {
    Path inbox = Files.createTempDirectory("p2pcopy-hostile");
    try (var peer = new NetworkPeer();
        var program = new Program("receive", "--yes", "-d", inbox.toString())) {
      program.type(peer.invite());
      peer.accept(program.awaitBlob());
      play(scenario, peer);
      return new Result(scenario, program.awaitExit(), program.output(), finalNames(inbox));
    } finally {
      delete(inbox);
    }
  }

  /** Plays a hostile receiver against {@code send}. */
  static Result receiver(Scenario scenario) throws Exception {
    Path scratch = Files.createTempDirectory("p2pcopy-hostile");
    Path tree = Files.createDirectory(scratch.resolve("tree"));
    Files.write(tree.resolve("a"), new byte[100]);
    Files.write(tree.resolve("b"), new byte[200]);
    try (var peer = new NetworkPeer();
        var program = new Program("send", tree.toString())) {
      program.type(peer.reply(program.awaitBlob()));
      play(scenario, peer);
      return new Result(scenario, program.awaitExit(), program.output(), Map.of());
    } finally {
      delete(scratch);
    }
  }

  /** Attacks the association of {@code receive}; returns what is wrong with the program then. */
  static List<String> association(Attack attack) throws Exception {
    Path inbox = Files.createTempDirectory("p2pcopy-hostile");
    try (var peer = new SctpPeer();
        var program = new Program("receive", "--yes", "-d", inbox.toString())) {
      program.type(peer.invite());
      peer.accept(program.awaitBlob());
      attack.script().run(peer.connect());
      List<String> complaints = new ArrayList<>();
      if (!peer.isAnswered()) {
        complaints.add("it neither answers nor ends");
      }
      peer.abort();
      int status = program.awaitExit();
      if (status != NO_CONNECTION && status != CONNECTION_LOST) {
        complaints.add("exit status " + status);
      }
      program.output().stream().filter(line -> FAULT.matcher(line).find()).forEach(complaints::add);
      if (!complaints.isEmpty()) {
        complaints.addAll(program.output());
      }
      return complaints;
    } finally {
      delete(inbox);
    }
  }

  /** Returns what has a final name below a directory, with the sizes. */
  static Map<String, Long> finalNames(Path directory) throws IOException {
    Map<String, Long> sizes = new TreeMap<>();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (!file.getFileName().toString().startsWith(".")) {
          String path = directory.relativize(file).toString().replace('\\', '/');
          sizes.put(path, Files.size(file));
        }
      }
    }
    return sizes;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** The program on this computer alone, with what it says on either stream. */
  private static final class Program implements AutoCloseable {
    private final Process process;
    private final Thread reader;
    private final List<String> output = new ArrayList<>();
    private final BlockingQueue<String> blobs = new LinkedBlockingQueue<>();

    Program(String... arguments) throws IOException {
      List<String> command = new ArrayList<>(List.of(EXECUTABLE));
      command.addAll(List.of(arguments));
      command.addAll(List.of("--json", "--loopback", "--stun", "none"));
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().putIfAbsent("P2PCOPY_CACHE", "none");
      process = builder.start();
      reader = new Thread(this::read, "program-output");
      reader.setDaemon(true);
      reader.start();
      // A scenario may wait for what a program that hangs does not say.
      CompletableFuture.delayedExecutor(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .execute(process::destroyForcibly);
    }

    /** Hands it the peer's text. There will be no other: after a lost connection it ends. */
    void type(String text) throws IOException {
      try (var input = process.getOutputStream()) {
        input.write((text + "\n").getBytes(UTF_8));
      }
    }

    String awaitBlob() throws InterruptedException {
      String blob = blobs.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (blob == null) {
        throw new IllegalStateException("no blob came: " + output());
      }
      return blob;
    }

    /** Returns its exit status; -1 if it does not end. */
    int awaitExit() throws InterruptedException {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return -1;
      }
      reader.join();
      return process.exitValue();
    }

    List<String> output() {
      synchronized (output) {
        return List.copyOf(output);
      }
    }

    private void read() {
      try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          synchronized (output) {
            output.add(line);
          }
          Matcher blob = BLOB.matcher(line);
          if (blob.find()) {
            blobs.add(blob.group(1));
          }
        }
      } catch (IOException e) {
        // The process was killed.
      }
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
