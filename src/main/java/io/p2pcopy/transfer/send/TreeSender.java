package io.p2pcopy.transfer.send;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.net.Clock;
import io.p2pcopy.transfer.ConnectionTranscript;
import io.p2pcopy.transfer.RateLimit;
import io.p2pcopy.transfer.SendSettings;
import io.p2pcopy.transfer.TransferException;
import io.p2pcopy.transfer.TransferListener;
import io.p2pcopy.transfer.TransferSummary;
import io.p2pcopy.transfer.run.Compression;
import io.p2pcopy.transfer.run.Encoder;
import io.p2pcopy.transfer.run.SamplingEncoder;
import io.p2pcopy.transfer.run.SerialListener;
import io.p2pcopy.transfer.run.TransferCounters;
import io.p2pcopy.transfer.source.Source;
import io.p2pcopy.transfer.source.SourceOptions;
import io.p2pcopy.transfer.source.SourceStream;
import io.p2pcopy.transfer.source.SourceTree;
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends files and directories, a stream or a text over a data channel; over another one when that
 * is lost. For one thread at a time, except {@link #limit}, which any thread may call at any time.
 */
public final class TreeSender implements AutoCloseable {

  /** The longest text that can be sent, in UTF-16 units. */
  public static final int LONGEST_TEXT = 16_384;

  private static final int ID_BYTES = 16;

  private final State state;

  private TreeSender(
      Source source,
      SendSettings settings,
      TransferListener listener,
      Clock clock,
      SecureRandom random,
      @Nullable String text) {
    state = new State(source, settings, new SerialListener(listener), clock, random, text);
  }

  /**
   * Makes the list of what there is to send, which takes some time for a large tree. It is kept in
   * a temporary file. What is inside the roots and cannot be read is left out and told by {@link
   * Source#skipped}.
   *
   * @param roots files and directories; a link that is named here is followed
   * @param listener called on threads of the transfer
   * @throws TransferException of the kind {@code LOCAL_FILE} if one of them is missing, unreadable
   *     or neither a file nor a directory, or if two have the same name
   * @throws InterruptedException if this thread was interrupted
   */
  public static TreeSender ofFiles(
      List<Path> roots,
      SourceOptions options,
      SendSettings settings,
      TransferListener listener,
      Clock clock,
      SecureRandom random)
      throws TransferException, InterruptedException {
    try {
      return new TreeSender(
          SourceTree.scan(roots, options), settings, listener, clock, random, null);
    } catch (LocalFailureException e) {
      throw TransferException.of(e);
    }
  }

  /**
   * Sends what a stream yields as one file of this name. The stream is read while it is sent, and
   * is not closed; it cannot be read again, so a new run does not resume it.
   */
  public static TreeSender ofStream(
      String name,
      InputStream in,
      SendSettings settings,
      TransferListener listener,
      Clock clock,
      SecureRandom random) {
    return new TreeSender(SourceStream.of(name, in), settings, listener, clock, random, null);
  }

  /**
   * Sends a text for the person at the other side, and no files.
   *
   * @param text at most {@link #LONGEST_TEXT} UTF-16 units
   * @throws IllegalArgumentException if it is longer
   */
  public static TreeSender ofText(
      String text,
      SendSettings settings,
      TransferListener listener,
      Clock clock,
      SecureRandom random)
      throws TransferException, InterruptedException {
    if (text.length() > LONGEST_TEXT) {
      throw new IllegalArgumentException("a text of " + text.length() + " UTF-16 units");
    }
    try {
      Source nothing = SourceTree.scan(List.of(), SourceOptions.EVERYTHING);
      return new TreeSender(nothing, settings, listener, clock, random, text);
    } catch (LocalFailureException e) {
      throw TransferException.of(e);
    }
  }

  /** Returns what will be offered; not to be used while {@link #send} runs. */
  public Source source() {
    return state.source;
  }

  /** Changes how many bytes of content are sent in a second at most; 0 for no limit. */
  public void limit(long bytesPerSecond) {
    state.limit.change(bytesPerSecond);
  }

  /**
   * Sends everything and waits for the receiver's word that it is verified. Blocks, for as long as
   * the people and the network take; an interrupt ends the transfer on both sides, for which it
   * waits up to five seconds.
   *
   * <p>After a {@link TransferException} of the kind {@code CONNECTION_LOST}, it may be called once
   * more with another channel, and goes on.
   *
   * @param channel opened for {@link TransferProtocol#NAME}, open or about to be; it carries this
   *     transfer only and is closed in the end, however that comes
   * @return what is at the receiver now; some entries may have {@linkplain TransferSummary#failed
   *     failed}, each of which the listener was told
   * @throws TransferException if it did not come to its end, with a sentence for the person
   * @throws InterruptedException if this thread was interrupted; the other side has been told
   */
  public TransferSummary send(DataChannel channel, ConnectionTranscript meeting)
      throws TransferException, InterruptedException {
    state.beginChannel();
    return new Sending(state, channel, meeting).run();
  }

  /** Deletes the list; not while {@link #send} runs. */
  @Override
  public void close() {
    state.source.close();
  }

  /** What outlasts a connection. */
  static final class State {
    private final Source source;
    private final SendSettings settings;
    private final TransferListener listener;
    private final Clock clock;
    private final SecureRandom random;
    private final @Nullable String text;
    private final RateLimit limit;
    private final TransferCounters tally = new TransferCounters();
    private final Encoder encoder = new SamplingEncoder();
    private final String id;
    private long startedAt;
    private boolean started;
    private boolean continued;

    State(
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
      tally.files.set(source.totals().files());
      tally.total.set(source.totals().bytes());
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

    TransferCounters tally() {
      return tally;
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

    /** Whether an earlier channel of this run has been accepted already. */
    boolean continued() {
      return continued;
    }

    long startedAt() {
      return startedAt;
    }

    private void beginChannel() {
      continued = started;
      tally.beginChannel();
    }

    /** Returns what to send in place of files, or null. */
    @Nullable String text() {
      return text;
    }

    /** The text is about to be sent. */
    void startText() {
      startedAt = clock.nanoTime();
    }

    /** The receiver has accepted. */
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
}
