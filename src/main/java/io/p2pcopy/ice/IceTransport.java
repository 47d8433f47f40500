package io.p2pcopy.ice;

import io.p2pcopy.net.EventLoop;
import io.p2pcopy.signal.Candidate;
import io.p2pcopy.signal.IceCredentials;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Finds a path to the peer and sends packets on it (RFC 8445).
 *
 * <p>All methods may be called from any thread, but {@link #send} and {@link #path} on the event
 * loop only.
 */
public final class IceTransport implements AutoCloseable {

  private IceTransport() {}

  /**
   * Opens sockets. Returns quickly; the slow start of the ICE library goes on in the background.
   *
   * @param local this side's credentials; with them the peer's checks are answered from now on
   */
  public static IceTransport open(
      IceConfig config, IceCredentials local, EventLoop loop, IceListener listener) {
    throw new IllegalStateException("stub");
  }

  /**
   * Asks the STUN servers. Completes, on the event loop, with this side's candidates in descending
   * order of preference: as soon as one server has answered to each socket that can reach one, at
   * the latest after {@link IceConfig#gatherTimeout}.
   */
  public CompletableFuture<List<Candidate>> gather() {
    throw new IllegalStateException("stub");
  }

  /**
   * Begins to connect. The offerer calls it with what the answer says, the answerer with what the
   * offer says.
   *
   * @param candidates may be empty: the peer's own checks show where it is
   */
  public void start(IceRole role, IceCredentials remote, List<Candidate> candidates) {
    throw new IllegalStateException("stub");
  }

  /**
   * Sends packets of {@code segmentSize} bytes, the last one possibly shorter, on the selected
   * path.
   *
   * @return false, and nothing is sent, while there is no path
   */
  public boolean send(ByteBuffer packets, int segmentSize) {
    throw new IllegalStateException("stub");
  }

  /** Returns the path in use, or {@code null} while there is none. */
  public @Nullable SelectedPath path() {
    throw new IllegalStateException("stub");
  }

  /** Closes sockets and ends threads. */
  @Override
  public void close() {
    throw new IllegalStateException("stub");
  }
}
