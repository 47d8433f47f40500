package io.p2pcopy.cli.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.p2pcopy.cli.environment.UnwrittenException;
import io.p2pcopy.cli.progress.NetworkStatus;
import io.p2pcopy.cli.progress.Progress;
import io.p2pcopy.cli.terminal.StandardStream;
import io.p2pcopy.cli.terminal.Wording;
import io.p2pcopy.net.Clock;
import io.p2pcopy.peer.ConnectionPath;
import io.p2pcopy.signal.SessionDescription;
import io.p2pcopy.transfer.TransferSummary;
import io.p2pcopy.transfer.source.Skipped;
import io.p2pcopy.transfer.source.SourceFile;
import io.p2pcopy.transfer.wire.Entry;
import io.p2pcopy.transfer.wire.FileEntry;
import io.p2pcopy.transfer.wire.LinkEntry;
import io.p2pcopy.transfer.wire.SkipReason;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Prints each event as one line of JSON; {@code docs/cli.md} describes them. A method throws {@link
 * UnwrittenException} if its event cannot be written.
 */
public final class JsonEvents implements Report {
  private static final long PROGRESS_INTERVAL = Duration.ofMillis(500).toNanos();

  private final JsonFactory json =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
  private final PrintStream out;
  private final Clock clock;
  private long lastProgress;

  public JsonEvents(PrintStream out, Clock clock) {
    this.out = out;
    this.clock = clock;
  }

  @Override
  public void blob(SessionDescription own, String blob) {
    print(
        "blob",
        event -> {
          event.writeStringField("type", word(own.type()));
          event.writeStringField("blob", blob);
        });
  }

  @Override
  public void awaiting(SessionDescription.Type type) {
    print("awaiting", event -> event.writeStringField("type", word(type)));
  }

  @Override
  public void notUnderstood(String sentence) {
    print("not-understood", event -> event.writeStringField("sentence", sentence));
  }

  @Override
  public void connecting() {
    print("connecting", event -> {});
  }

  @Override
  public void tryingHarder(boolean strictHere, boolean strictThere) {
    print(
        "trying-harder",
        event -> {
          event.writeBooleanField("strictHere", strictHere);
          event.writeBooleanField("strictThere", strictThere);
        });
  }

  @Override
  public void connected(NetworkStatus network) {
    print("connected", event -> writePath(event, network.path()));
  }

  @Override
  public void reconnecting() {
    print("reconnecting", event -> {});
  }

  @Override
  public void pathFound(ConnectionPath path, boolean changed) {
    print("path", event -> writePath(event, path));
  }

  @Override
  public void words(String words) {
    print("words", event -> event.writeStringField("words", words));
  }

  @Override
  public void offered(OfferSummary contents) {
    print("offered", event -> writeContents(event, contents));
  }

  @Override
  public void renamed(String path, String sentAs) {
    print(
        "renamed",
        event -> {
          event.writeStringField("path", path);
          event.writeStringField("sentAs", sentAs);
        });
  }

  @Override
  public void started(OfferSummary contents) {
    lastProgress = clock.nanoTime();
    print("started", event -> writeContents(event, contents));
  }

  @Override
  public void progress(Progress now) {
    long time = clock.nanoTime();
    if (time - lastProgress < PROGRESS_INTERVAL) {
      return;
    }
    lastProgress = time;
    print(
        "progress",
        event -> {
          event.writeNumberField("bytes", now.done());
          event.writeNumberField("total", now.total());
          event.writeNumberField("file", now.entry());
          event.writeNumberField("files", now.entries());
          if (now.name() != null) {
            event.writeStringField("name", now.name());
            event.writeNumberField("fileBytes", now.fileDone());
          }
        });
  }

  @Override
  public void fileDone(String path, long size, boolean untouched) {
    print(
        "file",
        event -> {
          event.writeStringField("path", path);
          event.writeNumberField("size", size);
          event.writeBooleanField("untouched", untouched);
        });
  }

  @Override
  public void entryFailed(String path, String sentence) {
    print(
        "failed",
        event -> {
          event.writeStringField("path", path);
          event.writeStringField("sentence", sentence);
        });
  }

  @Override
  public void fileChanged(String path, long size, SourceFile.Change change) {
    print(
        "changed",
        event -> {
          event.writeStringField("path", path);
          event.writeNumberField("size", size);
          event.writeStringField("change", word(change));
        });
  }

  @Override
  public void entrySkipped(String path, SkipReason reason) {
    print(
        "skipped",
        event -> {
          event.writeStringField("path", path);
          event.writeStringField("reason", reason.wireName());
        });
  }

  @Override
  public void leftOut(Skipped skipped) {
    leftOut("unreadable", skipped.failures(), skipped.unreadable());
    leftOut("not-sent", skipped.notes(), skipped.leftOut());
  }

  private void leftOut(String reason, List<String> sentences, long count) {
    for (String sentence : sentences) {
      print(
          "skipped",
          event -> {
            event.writeStringField("reason", reason);
            event.writeStringField("sentence", sentence);
          });
    }
    long more = count - sentences.size();
    if (more > 0) {
      print(
          "skipped",
          event -> {
            event.writeStringField("reason", reason);
            event.writeNumberField("more", more);
          });
    }
  }

  @Override
  public void listed(Entry entry) {
    print(
        "entry",
        event -> {
          event.writeStringField("path", entry.path());
          if (entry instanceof FileEntry file) {
            event.writeStringField("type", "file");
            event.writeNumberField("size", file.size());
          } else if (entry instanceof LinkEntry link) {
            event.writeStringField("type", "link");
            event.writeStringField("target", link.target());
          } else {
            event.writeStringField("type", "directory");
          }
        });
  }

  @Override
  public void listed(OfferSummary contents) {
    print("listed", event -> writeContents(event, contents));
  }

  @Override
  public void text(String text) {
    print("text", event -> event.writeStringField("text", text));
  }

  @Override
  public void lost(String sentence) {
    print("lost", event -> event.writeStringField("sentence", sentence));
  }

  @Override
  public void awaitingNewLine() {
    print("awaiting", event -> event.writeStringField("type", "any"));
  }

  @Override
  public void continued() {
    print("continued", event -> {});
  }

  @Override
  public void done(Outcome outcome, NetworkStatus network) {
    TransferSummary summary = outcome.summary();
    double seconds = Math.max(summary.elapsed().toNanos(), 1) / 1e9;
    print(
        "done",
        event -> {
          event.writeStringField("file", outcome.place());
          event.writeNumberField("files", summary.files());
          event.writeNumberField("bytes", summary.bytes());
          event.writeNumberField("there", summary.present());
          event.writeNumberField("carried", summary.transferred());
          event.writeNumberField("failed", summary.failed());
          event.writeNumberField("skipped", summary.skipped());
          event.writeNumberField("seconds", Math.round(seconds * 1000) / 1000.0);
          event.writeNumberField("rate", Math.round(summary.bytes() / seconds));
          writePath(event, network.path());
        });
  }

  /** Does not fail itself: that this event cannot be written has no other consequence. */
  @Override
  public void failed(Failure failure) {
    write(
        "error",
        event -> {
          event.writeNumberField("code", failure.code().status());
          event.writeStringField("kind", failure.kind());
          event.writeStringField("sentence", failure.sentence());
          String reason = failure.reason();
          if (reason != null) {
            event.writeStringField("reason", reason);
          }
        });
  }

  private static void writeContents(JsonGenerator event, OfferSummary contents) throws IOException {
    event.writeStringField("name", contents.name());
    event.writeNumberField("files", contents.files());
    event.writeNumberField("directories", contents.directories());
    event.writeNumberField("links", contents.links());
    event.writeNumberField("total", contents.bytes());
    event.writeNumberField("there", contents.there());
  }

  private static void writePath(JsonGenerator event, ConnectionPath path) throws IOException {
    event.writeStringField("path", word(path.kind()));
    event.writeStringField("family", Wording.family(path));
    event.writeNumberField("rtt", path.roundTripTime().toNanos() / 1_000_000.0);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private void print(String name, Fields fields) {
    write(name, fields);
    StandardStream.requireWritten(out);
  }

  private synchronized void write(String name, Fields fields) {
    var line = new StringWriter();
    try (JsonGenerator event = json.createGenerator(line)) {
      event.writeStartObject();
      event.writeStringField("event", name);
      fields.writeTo(event);
      event.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.print(line.append('\n'));
    out.flush();
  }

  private interface Fields {
    void writeTo(JsonGenerator event) throws IOException;
  }
}
