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
    /** Nothing can be sent or received any more, except what has arrived. */
    CLOSED
  }

  /**
   * {@return the label that the opening side gave it} It comes from the peer: escape it before
   * printing.
   */
  String label();

  /** {@return the subprotocol that the opening side named, or an empty string} */
  String protocol();

  /**
   * {@return the SCTP stream identifier, 0 to 65534, or -1 until the DTLS role has decided it (RFC
   * 8832, section 6)}
   */
  int id();

  /** {@return whether messages arrive in the order in which they were sent} */
  boolean ordered();

  /** {@return the state; CLOSED is final} */
  State state();

  /** {@return the largest message in bytes that the peer takes} */
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

  /** {@return the payload bytes that were queued and not yet handed to the network} */
  long bufferedAmount();

  /**
   * Waits until at most {@code bytes} payload bytes are queued and the channel is open.
   *
   * @param bytes the size of the queue to wait for, 0 or more
   * @throws IOException if the channel closes or the connection is lost meanwhile; the message says
   *     why
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  void awaitWritable(long bytes) throws IOException, InterruptedException;

  /**
   * Takes the next message, waiting for it. While messages are not taken, the receive window closes
   * and the peer has to wait.
   *
   * @return the message, or {@code null} once the peer has closed the channel and all messages have
   *     been taken
   * @throws IOException if the connection was lost or aborted; messages that had arrived before are
   *     returned first
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  @org.jspecify.annotations.Nullable
  Message receive() throws IOException, InterruptedException;

  /**
   * Runs {@code callback} once when the channel is open, at once if it is already.
   *
   * @param callback runs on the event loop and must not block
   */
  void onOpen(Runnable callback);

  /**
   * Runs {@code callback} once when the channel is closed, for whatever reason, at once if it is
   * already.
   *
   * @param callback runs on the event loop and must not block
   */
  void onClose(Runnable callback);

  /**
   * Runs {@code callback} each time {@link #bufferedAmount} falls to {@code threshold} bytes or
   * below. Replaces the callback before.
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
