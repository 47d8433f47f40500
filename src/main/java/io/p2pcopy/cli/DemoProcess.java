package io.p2pcopy.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.p2pcopy.cli.terminal.Wording;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;

/**
 * One end of the demonstration: a process whose output is shown with its name before it. Each
 * invite or reply follows its heading, and progress is shown for one end only.
 */
final class DemoProcess implements AutoCloseable {
  private static final long LAST_SECONDS = 3;

  /** The sentence before an invite or a reply, which comes on the other stream. */
  private static final Pattern HEADING = Pattern.compile("Send this .*:");

  private static final long BLOB_SECONDS = 10;

  private static final Pattern PROGRESS = Pattern.compile("\\d+ %, .*");
  private static final int PERCENT_PER_LINE = 25;

  /** While classes are loaded, round trips say nothing of the connection. */
  private static final Pattern ROUND_TRIP = Pattern.compile(", [0-9.]+ m?s round trip");

  private final JsonFactory json = new JsonFactory();
  private final String name;
  private final Process process;
  private final boolean showsProgress;
  private final PrintStream out;
  private final CompletableFuture<String> blob = new CompletableFuture<>();
  private final CompletableFuture<Long> rate = new CompletableFuture<>();
  private CompletableFuture<Void> failure = CompletableFuture.completedFuture(null);
  private final Thread events;
  private final Thread sentences;

  private int percentShown;

  private DemoProcess(String name, Process process, boolean showsProgress, PrintStream out) {
    this.name = name;
    this.process = process;
    this.showsProgress = showsProgress;
    this.out = out;
    // What it says on standard error is encoded as this process's own output is.
    events =
        pump(process.getInputStream(), StandardCharsets.UTF_8, line -> onEvent(fieldsOf(line)));
    sentences = pump(process.getErrorStream(), Charset.defaultCharset(), this::onSentence);
  }

  static DemoProcess start(
      String name, List<String> arguments, boolean showsProgress, PrintStream out)
      throws IOException {
    return new DemoProcess(name, Program.with(arguments).start(), showsProgress, out);
  }

  /** Passes this side's invite or reply to the other's standard input as soon as it is there. */
  void handsBlobsTo(DemoProcess other) {
    var unused =
        blob.thenAccept(
            line -> {
              try {
                OutputStream in = other.process.getOutputStream();
                in.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
                in.flush();
              } catch (IOException e) {
                // The other side has ended already; its status tells why.
              }
            });
  }

  /** Tells {@code listener} a status other than 0, and ends {@code other} some seconds later. */
  void onFailure(IntConsumer listener, DemoProcess other) {
    failure =
        process
            .onExit()
            .thenAccept(
                ended -> {
                  if (ended.exitValue() == 0) {
                    return;
                  }
                  listener.accept(ended.exitValue());
                  CompletableFuture.delayedExecutor(LAST_SECONDS, TimeUnit.SECONDS)
                      .execute(other.process::destroy);
                });
  }

  /** Waits for its end and for its last word to be shown. */
  void await() throws InterruptedException {
    failure.join();
    events.join();
    sentences.join();
  }

  /** Returns the average in bytes a second, 0 if it did not come to its end. */
  long rate() {
    return rate.getNow(0L);
  }

  /** Ends the process if it still runs, giving it the time to tell the other side. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(LAST_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void onEvent(Map<String, String> event) {
    switch (event.getOrDefault("event", "")) {
      case "blob" -> blob.complete(event.getOrDefault("blob", ""));
      case "progress" ->
          onProgress(
              Long.parseLong(event.getOrDefault("bytes", "0")),
              Long.parseLong(event.getOrDefault("total", "-1")));
      case "done" -> rate.complete(Long.parseLong(event.getOrDefault("rate", "0")));
      default -> {}
    }
  }

  private void onProgress(long bytes, long total) {
    int percent = total > 0 ? (int) (100 * bytes / total) : 0;
    if (showsProgress && percent / PERCENT_PER_LINE > percentShown / PERCENT_PER_LINE) {
      percentShown = percent;
      show(percent + " %, " + Wording.size(bytes) + " of " + Wording.size(total));
    }
  }

  private void onSentence(String sentence) {
    if (PROGRESS.matcher(sentence).matches()) {
      return;
    }
    String shown = ROUND_TRIP.matcher(sentence).replaceAll("");
    if (HEADING.matcher(sentence).matches()) {
      show(shown, awaitBlob());
    } else {
      show(shown);
    }
  }

  private String awaitBlob() {
    try {
      return blob.get(BLOB_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    } catch (ExecutionException | TimeoutException e) {
      return "";
    }
  }

  private void show(String... lines) {
    synchronized (out) {
      for (String line : lines) {
        out.print(name + "| " + line + "\n");
      }
      out.flush();
    }
  }

  private Map<String, String> fieldsOf(String line) {
    var fields = new HashMap<String, String>();
    try (JsonParser parser = json.createParser(line)) {
      String field = "";
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.FIELD_NAME) {
          field = parser.currentName();
        } else if (token.isScalarValue()) {
          fields.put(field, parser.getText());
        }
      }
      return fields;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Thread pump(InputStream from, Charset charset, Consumer<String> to) {
    var thread =
        new Thread(
            () -> {
              try (var lines = new BufferedReader(new InputStreamReader(from, charset))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                  to.accept(line);
                }
              } catch (IOException e) {
                // The process was ended; nobody waits for the rest.
              }
            },
            "p2pcopy-demo");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
