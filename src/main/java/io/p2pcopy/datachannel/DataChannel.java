package io.p2pcopy.datachannel;

import java.io.IOException;

/**
 * A bidirectional channel of messages between the two peers (RFC 8831), close to the W3C's {@code
 * RTCDataChannel}.
 *
 * <p>All methods may be called from any thread. Callbacks run on the connection's event loop and
 * must not block; {@link #receive} and {@link #awaitWritable} are for threads that may.
 */
public interface DataChannel extends AutoCloseable {

  /** The states of the W3C's {@code RTCDataChannelState}. */
  enum State {
    /** Messages are queued until the connection is established. */
    CONNECTING,
    /** Messages are sent and received. */
    OPEN,
    /** Queued messages are still sent. */
    CLOSING,
    /** No more messages can be sent. Messages that have arrived can still be received. */
    CLOSED
  }

  /** {@return the label} The peer may have chosen it, so escape it before printing. */
  String label();

  /** {@return the subprotocol, or an empty string} The peer may have chosen it. */
  String protocol();

  /**
   * {@return the SCTP stream identifier, 0 to 65534, or -1 until the DTLS role is known (RFC 8832,
   * section 6)}
   */
  int id();

  /** {@return whether messages are delivered in the order in which they were sent} */
  boolean ordered();

  /** {@return the state; CLOSED is final} */
  State state();

  /** {@return the largest message that the peer accepts, in bytes} */
  long maxMessageSize();

  /**
   * Queues one message. Never blocks; watch {@link #bufferedAmount} or call {@link #awaitWritable}
   * to keep the queue short.
   *
   * @param message its payload now belongs to the channel and must not be changed any more
   * @throws IllegalArgumentException if the message is larger than {@link #maxMessageSize}
   * @throws IllegalStateException if the channel is not open
   */
  void send(Message message);

  /** {@return the queued payload bytes that have not been sent to the network yet} */
  long bufferedAmount();

  /**
   * Blocks until the channel is open and at most {@code bytes} payload bytes are queued.
   *
   * @param bytes the size of the queue to wait for, 0 or more
   * @throws IOException if the channel is closed or the connection is lost. The message gives the
   *     reason
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  void awaitWritable(long bytes) throws IOException, InterruptedException;

  /**
   * Returns the next message; blocks until there is one. Unread messages fill the receive window,
   * which stops the peer.
   *
   * @return the message, or {@code null} if the channel is closed and all messages have been
   *     received
   * @throws IOException if the connection was lost or aborted. Messages that arrived before are
   *     returned first
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  @org.jspecify.annotations.Nullable
  Message receive() throws IOException, InterruptedException;

  /**
   * Runs {@code callback} when the channel opens, or immediately if it is open.
   *
   * @param callback runs on the event loop and must not block
   */
  void onOpen(Runnable callback);

  /**
   * Runs {@code callback} when the channel is closed for any reason, or immediately if it is
   * closed.
   *
   * @param callback runs on the event loop and must not block
   */
  void onClose(Runnable callback);

  /**
   * Runs {@code callback} each time {@link #bufferedAmount} falls to {@code threshold} bytes or
   * below. Replaces a previous callback.
   *
   * @param threshold in bytes, 0 or more
   * @param callback runs on the event loop and must not block
   */
  void onBufferedAmountLow(long threshold, Runnable callback);

  /**
   * Sends what is queued, then resets the stream (RFC 8831, section 6.7). Returns at once; does
   * nothing if already closing.
   */
  @Override
  void close();
}
