package io.p2pcopy.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.p2pcopy.net.Clock;
import io.p2pcopy.peer.ConnectionPath;
import io.p2pcopy.signal.SessionDescription;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;

/** Prints each event as one line of JSON; {@code docs/cli.md} describes them. */
final class JsonEvents implements Report {
  private static final long PROGRESS_INTERVAL = Duration.ofMillis(500).toNanos();

  private final JsonFactory json =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
  private final PrintStream out;
  private final Clock clock;
  private long total;
  private long lastProgress;

  JsonEvents(PrintStream out, Clock clock) {
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
  public void connected(Network network) {
    print("connected", event -> writePath(event, network.path()));
  }

  @Override
  public void started(FileOffer offer) {
    total = offer.size();
    lastProgress = clock.nanoTime();
    print(
        "started",
        event -> {
          event.writeStringField("name", offer.name());
          event.writeNumberField("total", offer.size());
        });
  }

  @Override
  public void progress(long bytes) {
    long now = clock.nanoTime();
    if (now - lastProgress < PROGRESS_INTERVAL) {
      return;
    }
    lastProgress = now;
    print(
        "progress",
        event -> {
          event.writeNumberField("bytes", bytes);
          event.writeNumberField("total", total);
        });
  }

  @Override
  public void done(TransferResult result, Network network) {
    double seconds = Math.max(result.elapsed().toNanos(), 1) / 1e9;
    print(
        "done",
        event -> {
          event.writeStringField("file", result.file().toString());
          event.writeNumberField("bytes", result.bytes());
          event.writeNumberField("seconds", Math.round(seconds * 1000) / 1000.0);
          event.writeNumberField("rate", Math.round(result.bytes() / seconds));
          writePath(event, network.path());
        });
  }

  @Override
  public void failed(Failure failure) {
    print(
        "error",
        event -> {
          event.writeNumberField("code", failure.code().status());
          event.writeStringField("kind", failure.kind());
          event.writeStringField("sentence", failure.sentence());
        });
  }

  private static void writePath(JsonGenerator event, ConnectionPath path) throws IOException {
    event.writeStringField("path", word(path.kind()));
    event.writeStringField("family", Wording.family(path));
    event.writeNumberField("rtt", path.roundTripTime().toNanos() / 1_000_000.0);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private synchronized void print(String name, Fields fields) {
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
