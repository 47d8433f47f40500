package io.p2pcopy.peer;

import io.p2pcopy.net.Deadline;
import io.p2pcopy.net.EventLoop;
import io.p2pcopy.sctp.association.Association;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the queued messages at the end of a connection, as long as there is progress, and then
 * gives the peer time to read them. Confined to the event loop.
 */
final class Drain {

  /**
   * How long a peer may take to deliver acknowledged messages to its application. Some
   * implementations discard them as soon as DTLS closes (docs/interop.md).
   */
  static final Duration PEER_READ_TIME = Duration.ofMillis(200);

  /** How long a received message may remain unread on this side before it is discarded. */
  static final Duration LOCAL_READ_TIME = Duration.ofSeconds(2);

  private final EventLoop loop;
  private final long patience;
  private final Runnable discardUnread;
  private final Runnable giveUp;
  private final Deadline unread;
  private final Deadline standstill;
  private final Deadline peerReadDeadline;
  private @Nullable Association association;

  /** The cumulative TSNs acknowledged by the peer and received from it at the last progress. */
  private long acknowledged;

  private long received;

  /**
   * @param patience how long either side may go without progress
   * @param discardUnread called every {@link #LOCAL_READ_TIME}: unread messages must not hold up
   *     the peer
   * @param giveUp called once, after {@code patience} without progress
   * @param done called once, when the peer has had {@link #PEER_READ_TIME}
   */
  Drain(EventLoop loop, Duration patience, Runnable discardUnread, Runnable giveUp, Runnable done) {
    this.loop = loop;
    this.patience = patience.toNanos();
    this.discardUnread = discardUnread;
    this.giveUp = giveUp;
    unread = loop.newDeadline(this::discardUnreadMessages);
    standstill = loop.newDeadline(this::checkProgress);
    peerReadDeadline = loop.newDeadline(done);
  }

  void begin(Association carrier) {
    if (association != null) {
      return;
    }
    association = carrier;
    carrier.shutdown(loop.now());
    await(carrier);
    unread.set(loop.now() + LOCAL_READ_TIME.toNanos());
  }

  /**
   * Handles the end of the association: a drain that has begun gives the peer time to read, unless
   * the peer closes first.
   *
   * @return whether a drain has begun
   */
  boolean awaitReader() {
    if (association == null) {
      return false;
    }
    standstill.cancel();
    unread.cancel();
    peerReadDeadline.set(loop.now() + PEER_READ_TIME.toNanos());
    return true;
  }

  void cancel() {
    standstill.cancel();
    unread.cancel();
    peerReadDeadline.cancel();
  }

  private void await(Association carrier) {
    acknowledged = carrier.cumulativeTsnAck();
    received = carrier.cumulativeTsnReceived();
    standstill.set(loop.now() + patience);
  }

  private void checkProgress() {
    Association carrier = association;
    if (carrier != null && hasProgressed(carrier)) {
      await(carrier);
    } else {
      giveUp.run();
    }
  }

  private void discardUnreadMessages() {
    discardUnread.run();
    unread.set(loop.now() + LOCAL_READ_TIME.toNanos());
  }

  private boolean hasProgressed(Association carrier) {
    return carrier.cumulativeTsnAck() > acknowledged || carrier.cumulativeTsnReceived() > received;
  }
}
