package io.p2pcopy.sctp;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One end of an SCTP association (RFC 9260) as WebRTC data channels use it (RFC 8831): a state
 * machine that is told the time and touches nothing outside.
 *
 * <p>Every {@code now} is in nanoseconds of one monotonic clock with any origin. Not thread-safe:
 * one thread at a time calls it. After each call the caller polls events until there are none,
 * packets until there are none, and arranges for {@link #handleTimeout} at {@link #nextTimeout}.
 */
public final class Association {

  private Association() {}

  /**
   * @param random strong enough for verification tags, initial TSNs and the cookie's key
   */
  public static Association create(SctpConfig config, RandomGenerator random) {
    return new Association();
  }

  /**
   * Begins the handshake. Both ends may do so at once (RFC 9260, section 5.2).
   *
   * @throws IllegalStateException if it was begun before
   */
  public void connect(long now) {}

  /**
   * Takes one SCTP packet, from the buffer's position to its limit. Never throws for what it holds.
   *
   * @param packet not used any more after the call
   */
  public void handlePacket(long now, ByteBuffer packet) {}

  /** Does what is due; nothing if called before {@link #nextTimeout}. */
  public void handleTimeout(long now) {}

  /** Returns when {@link #handleTimeout} is to be called, {@link Long#MAX_VALUE} for never. */
  public long nextTimeout() {
    return Long.MAX_VALUE;
  }

  /**
   * Writes at most one packet at the buffer's position and advances it.
   *
   * @param out big enough for {@link SctpConfig#maxPacketSize}
   * @return false if there is nothing to send now
   */
  public boolean pollTransmit(long now, ByteBuffer out) {
    return false;
  }

  /** Returns the next event, or null if there is none. */
  public @Nullable AssociationEvent pollEvent() {
    return null;
  }

  public SctpState state() {
    return SctpState.CLOSED;
  }

  /**
   * Queues a message, without limit: the caller watches {@link #bufferedAmount()}. Allowed before
   * the association is established.
   *
   * @throws IllegalStateException after {@link #shutdown}, {@link #abort} or the end
   * @throws IllegalArgumentException if the peer does not have that stream
   */
  public void send(long now, OutgoingMessage message) {}

  /** Returns the payload bytes of a stream that were queued and never yet put into a packet. */
  public long bufferedAmount(int streamId) {
    return 0;
  }

  /** Returns the payload bytes of all streams that were queued and never yet put into a packet. */
  public long bufferedAmount() {
    return 0;
  }

  /**
   * Takes the next complete message of a stream in order of delivery; only taking it opens the
   * receive window again.
   *
   * @return null if there is none
   */
  public @Nullable IncomingMessage receive(int streamId) {
    return null;
  }

  /**
   * Resets the sending side of streams (RFC 6525, section 5.1.2) once what is queued on them is
   * acknowledged. Messages sent on them from now on follow after the reset.
   */
  public void resetStreams(long now, int... streamIds) {}

  /** Ends the association gracefully, after everything queued is acknowledged. */
  public void shutdown(long now) {}

  /**
   * Ends the association at once; {@link #pollTransmit} still yields the ABORT that says so.
   *
   * @param reason told to the peer
   */
  public void abort(long now, String reason) {}

  public SctpStats stats() {
    return new SctpStats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }
}
