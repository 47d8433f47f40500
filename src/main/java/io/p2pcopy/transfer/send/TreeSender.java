package io.p2pcopy.transfer.send;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.net.Clock;
import io.p2pcopy.transfer.ConnectionTranscript;
import io.p2pcopy.transfer.SendSettings;
import io.p2pcopy.transfer.TransferException;
import io.p2pcopy.transfer.TransferListener;
import io.p2pcopy.transfer.TransferSummary;
import io.p2pcopy.transfer.run.SerialListener;
import io.p2pcopy.transfer.source.Source;
import io.p2pcopy.transfer.source.SourceOptions;
import io.p2pcopy.transfer.source.SourceStream;
import io.p2pcopy.transfer.source.SourceTree;
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends files and directories, a stream or a text over a data channel. After a lost connection it
 * resumes over another channel. Not thread-safe, except {@link #limit}.
 */
public final class TreeSender implements AutoCloseable {

  /** The maximum length of a text, in UTF-16 units. */
  public static final int LONGEST_TEXT = 16_384;

  private final SendState state;

  private TreeSender(
      Source source,
      SendSettings settings,
      TransferListener listener,
      Clock clock,
      SecureRandom random,
      @Nullable String text) {
    state = new SendState(source, settings, new SerialListener(listener), clock, random, text);
  }

  /**
   * Lists the files to send, which takes some time for a large tree. The list is kept in a
   * temporary file. Unreadable entries inside the roots are left out and reported by {@link
   * Source#skipped}.
   *
   * @param roots files and directories; symbolic links among them are followed
   * @param listener called on transfer threads
   * @throws TransferException of the kind {@code LOCAL_FILE} if a root is missing, unreadable, or
   *     neither a file nor a directory, or if two roots have the same name
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
   * Sends the content of a stream as one file. The stream is read while it is sent, and is not
   * closed. It cannot be read again, so a new run cannot resume it.
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
   * Sends a text for the user of the other side, and no files.
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

  /** Returns the files to offer. Must not be used while {@link #send} runs. */
  public Source source() {
    return state.source();
  }

  /** Changes the highest rate of content, in bytes per second; 0 for no limit. Thread-safe. */
  public void limit(long bytesPerSecond) {
    state.limit().change(bytesPerSecond);
  }

  /**
   * Sends all files and waits until the receiver has verified them. Blocks for as long as the users
   * and the network take. An interrupt ends the transfer on both sides, which takes up to five
   * seconds.
   *
   * <p>After a {@link TransferException} of the kind {@code CONNECTION_LOST}, it may be called
   * again with another channel, and the transfer resumes.
   *
   * @param channel opened for {@link TransferProtocol#NAME}, open or opening; used for this
   *     transfer only, and always closed at the end
   * @return the result; some entries may have {@linkplain TransferSummary#failed failed}, which the
   *     listener got
   * @throws TransferException if the transfer fails
   * @throws InterruptedException if this thread was interrupted; the peer was notified
   */
  public TransferSummary send(DataChannel channel, ConnectionTranscript transcript)
      throws TransferException, InterruptedException {
    state.beginChannel();
    return new Sending(state, channel, transcript).run();
  }

  /** Deletes the list. Must not be called while {@link #send} runs. */
  @Override
  public void close() {
    state.source().close();
  }
}
