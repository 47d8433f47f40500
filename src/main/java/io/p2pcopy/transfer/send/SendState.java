package io.p2pcopy.transfer.send;

import io.p2pcopy.net.Clock;
import io.p2pcopy.transfer.RateLimit;
import io.p2pcopy.transfer.SendSettings;
import io.p2pcopy.transfer.TransferListener;
import io.p2pcopy.transfer.run.Compression;
import io.p2pcopy.transfer.run.Encoder;
import io.p2pcopy.transfer.run.SamplingEncoder;
import io.p2pcopy.transfer.run.TransferCounters;
import io.p2pcopy.transfer.source.Source;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The state of a sender that survives a connection. */
final class SendState {

  private static final int ID_BYTES = 16;

  private final Source source;
  private final SendSettings settings;
  private final TransferListener listener;
  private final Clock clock;
  private final SecureRandom random;
  private final @Nullable String text;
  private final RateLimit limit;
  private final TransferCounters counters = new TransferCounters();
  private final Encoder encoder = new SamplingEncoder();
  private final String id;
  private long startedAt;
  private boolean started;
  private boolean continued;

  SendState(
      Source source,
      SendSettings settings,
      TransferListener listener,
      Clock clock,
      SecureRandom random,
      @Nullable String text) {
    this.source = source;
    this.text = text;
    this.settings = settings;
    this.listener = listener;
    this.clock = clock;
    this.random = random;
    this.limit = new RateLimit(clock, settings.bytesPerSecond());
    byte[] bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    id = HexFormat.of().formatHex(bytes);
    counters.files.set(source.totals().files());
    counters.total.set(source.totals().bytes());
  }

  Source source() {
    return source;
  }

  SendSettings settings() {
    return settings;
  }

  TransferListener listener() {
    return listener;
  }

  Clock clock() {
    return clock;
  }

  SecureRandom random() {
    return random;
  }

  RateLimit limit() {
    return limit;
  }

  TransferCounters counters() {
    return counters;
  }

  String id() {
    return id;
  }

  List<String> compressions() {
    return settings.compress() ? Compression.available() : List.of();
  }

  Encoder encoder() {
    return encoder;
  }

  /** Returns whether an earlier connection of this run was accepted. */
  boolean continued() {
    return continued;
  }

  long startedAt() {
    return startedAt;
  }

  void beginChannel() {
    continued = started;
    counters.beginChannel();
  }

  /** Returns the text to send instead of files, or {@code null}. */
  @Nullable String text() {
    return text;
  }

  /** Records the start of a text transfer. */
  void startText() {
    startedAt = clock.nanoTime();
  }

  /** Records that the receiver has accepted, and notifies the listener. */
  void start() {
    if (started) {
      listener.continued();
      return;
    }
    started = true;
    startedAt = clock.nanoTime();
    listener.started(source.totals());
  }
}
