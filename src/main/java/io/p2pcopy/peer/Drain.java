package io.p2pcopy.peer;

import io.p2pcopy.net.Deadline;
import io.p2pcopy.net.EventLoop;
import io.p2pcopy.sctp.association.Association;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Lets what is queued at the end of a connection reach the peer, for as long as some of it does,
 * and its user. Runs on the event loop.
 */
final class Drain {

  /**
   * How long a peer may take to give its user what it has acknowledged. Some throw that away as
   * soon as DTLS ends (docs/interop.md); a processor that is busy with others comes to it within
   * this time.
   */
  static final Duration READING_TIME = Duration.ofMillis(200);

  /** A thread of this side that reads a channel takes its next message within this time. */
  static final Duration OWN_READING_TIME = Duration.ofSeconds(2);

  private final EventLoop loop;
  private final long patience;
  private final Runnable discardUnread;
  private final Runnable giveUp;
  private final Deadline unread;
  private final Deadline standstill;
  private final Deadline readingIsOver;
  private @Nullable Association association;

  /** What the peer had acknowledged, and what it had sent, when there was progress last. */
  private long acknowledged;

  private long received;

  /**
   * @param patience how long nothing may arrive, on either side
   * @param discardUnread is called every {@link #OWN_READING_TIME}: what nobody on this side has
   *     read since must not hold up the peer
   * @param giveUp is called once, after such a time
   * @param done is called once, when a peer that was waited for has had its time
   */
  Drain(EventLoop loop, Duration patience, Runnable discardUnread, Runnable giveUp, Runnable done) {
    this.loop = loop;
    this.patience = patience.toNanos();
    this.discardUnread = discardUnread;
    this.giveUp = giveUp;
    unread = loop.newDeadline(this::lookForReaders);
    standstill = loop.newDeadline(this::look);
    readingIsOver = loop.newDeadline(done);
  }

  void begin(Association carrier) {
    if (association != null) {
      return;
    }
    association = carrier;
    carrier.shutdown(loop.now());
    await(carrier);
    unread.set(loop.now() + OWN_READING_TIME.toNanos());
  }

  /**
   * Everything has been acknowledged. Unless the peer says good-bye first, a drain that has begun
   * lets it read before it is done.
   *
   * @return whether a drain has begun
   */
  boolean awaitReader() {
    if (association == null) {
      return false;
    }
    standstill.cancel();
    unread.cancel();
    readingIsOver.set(loop.now() + READING_TIME.toNanos());
    return true;
  }

  void cancel() {
    standstill.cancel();
    unread.cancel();
    readingIsOver.cancel();
  }

  private void await(Association carrier) {
    acknowledged = carrier.cumulativeTsnAck();
    received = carrier.cumulativeTsnReceived();
    standstill.set(loop.now() + patience);
  }

  private void look() {
    Association carrier = association;
    if (carrier != null && hasProgressed(carrier)) {
      await(carrier);
    } else {
      giveUp.run();
    }
  }

  private void lookForReaders() {
    discardUnread.run();
    unread.set(loop.now() + OWN_READING_TIME.toNanos());
  }

  private boolean hasProgressed(Association carrier) {
    return carrier.cumulativeTsnAck() > acknowledged || carrier.cumulativeTsnReceived() > received;
  }
}
