package io.p2pcopy.peer;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.signal.SessionDescription;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A direct, encrypted connection to one other peer, close to the W3C's {@code RTCPeerConnection}.
 *
 * <p>One side calls {@link #createOffer} and later {@link #acceptAnswer}, the other {@link
 * #createAnswer}. All methods may be called from any thread; callbacks run on the event loop and
 * must not block.
 */
public final class PeerConnection implements AutoCloseable {

  private PeerConnection() {}

  /** Opens sockets and begins to gather addresses in the background. */
  public static PeerConnection create(PeerConfig config) {
    throw new IllegalStateException("stub");
  }

  /**
   * Returns this side's offer once its addresses are known, at the latest after half a second
   * without an answer from STUN servers.
   */
  public CompletableFuture<SessionDescription> createOffer() {
    throw new IllegalStateException("stub");
  }

  /**
   * Takes the other side's offer, returns the answer to it, and from then on waits for the other
   * side to connect.
   */
  public CompletableFuture<SessionDescription> createAnswer(SessionDescription offer) {
    throw new IllegalStateException("stub");
  }

  /** Takes the answer to this side's offer and begins to connect. */
  public void acceptAnswer(SessionDescription answer) {
    throw new IllegalStateException("stub");
  }

  /** Completes when data can flow, or exceptionally with a {@link ConnectionException}. */
  public CompletableFuture<ConnectionPath> connected() {
    throw new IllegalStateException("stub");
  }

  /**
   * Returns the path in use now, with the latest round-trip time. Only after {@link #connected}.
   */
  public ConnectionPath path() {
    throw new IllegalStateException("stub");
  }

  /** Opens a reliable, ordered channel; it may be called before there is a connection. */
  public DataChannel createDataChannel(String label, String protocol) {
    throw new IllegalStateException("stub");
  }

  /**
   * Sets who is told of channels that the peer opens; those that came before are delivered at once.
   */
  public void onDataChannel(Consumer<DataChannel> callback) {
    throw new IllegalStateException("stub");
  }

  /**
   * Closes the association gracefully (what is queued is still sent, for at most two seconds), then
   * sockets and threads. Blocks until done.
   */
  @Override
  public void close() {
    throw new IllegalStateException("stub");
  }
}
