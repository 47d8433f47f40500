package io.p2pcopy.transfer.receive;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.net.Clock;
import io.p2pcopy.transfer.ConnectionTranscript;
import io.p2pcopy.transfer.ReceiveSettings;
import io.p2pcopy.transfer.TransferException;
import io.p2pcopy.transfer.TransferListener;
import io.p2pcopy.transfer.TransferSummary;
import io.p2pcopy.transfer.run.SerialListener;
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * Receives files and directories into a directory, over a data channel. After a lost connection it
 * resumes over another channel. Not thread-safe.
 */
public final class TreeReceiver implements AutoCloseable {

  private final ReceiveState state;

  private TreeReceiver(ReceiveState state) {
    this.state = state;
  }

  /**
   * Creates a receiver; checks that the directory exists and is writable.
   *
   * @param directory nothing is written outside of it
   * @param settings its questions are asked on transfer threads, and may block
   * @param listener called on transfer threads
   * @throws TransferException of the kind {@code LOCAL_FILE} if it does not exist or is not
   *     writable
   */
  public static TreeReceiver into(
      Path directory,
      ReceiveSettings settings,
      TransferListener listener,
      Clock clock,
      SecureRandom random)
      throws TransferException {
    var state = new ReceiveState(directory, settings, new SerialListener(listener), clock, random);
    try {
      state.open().close();
    } catch (LocalFailureException e) {
      throw TransferException.of(e);
    }
    return new TreeReceiver(state);
  }

  /**
   * Receives the offered files and confirms them to the sender when all are verified and have their
   * final names. Blocks; an interrupt ends the transfer on both sides. After a failure, received
   * blocks are kept for a later attempt.
   *
   * <p>After a {@link TransferException} of the kind {@code CONNECTION_LOST}, it may be called
   * again with another channel. If the peer is the same run of the sender, the transfer resumes
   * without asking again.
   *
   * @param channel opened for {@link TransferProtocol#NAME}; used for this transfer only, and
   *     always closed at the end
   * @return the result; some entries may have {@linkplain TransferSummary#failed failed}, which the
   *     listener got; all zero for a text
   * @throws InterruptedException if this thread was interrupted; the peer was notified
   * @throws TransferException if the transfer fails; of the kind {@code REFUSED} if the offer was
   *     not accepted
   */
  public TransferSummary receive(DataChannel channel, ConnectionTranscript transcript)
      throws TransferException, InterruptedException {
    return new Receiving(state, channel, transcript).run();
  }

  /**
   * Releases the journal and the list; received files stay. Must not be called while {@link
   * #receive} runs.
   */
  @Override
  public void close() {
    state.close();
  }
}
