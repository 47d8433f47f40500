package io.p2pcopy.peer;

import io.p2pcopy.net.Deadline;
import io.p2pcopy.net.EventLoop;
import io.p2pcopy.sctp.Association;
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

  private final EventLoop loop;
  private final long patience;
  private final Runnable giveUp;
  private final Deadline standstill;
  private final Deadline readingIsOver;
  private @Nullable Association association;
  private long acknowledged;

  /**
   * @param patience how long nothing may arrive
   * @param giveUp is called once, after such a time
   * @param done is called once, when a peer that was waited for has had its time
   */
  Drain(EventLoop loop, Duration patience, Runnable giveUp, Runnable done) {
    this.loop = loop;
    this.patience = patience.toNanos();
    this.giveUp = giveUp;
    standstill = loop.newDeadline(this::look);
    readingIsOver = loop.newDeadline(done);
  }

  void begin(Association carrier) {
    association = carrier;
    carrier.shutdown(loop.now());
    await(carrier);
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
    readingIsOver.set(loop.now() + READING_TIME.toNanos());
    return true;
  }

  void cancel() {
    standstill.cancel();
    readingIsOver.cancel();
  }

  private void await(Association carrier) {
    acknowledged = carrier.cumulativeTsnAck();
    standstill.set(loop.now() + patience);
  }

  private void look() {
    Association carrier = association;
    if (carrier != null && carrier.cumulativeTsnAck() > acknowledged) {
      await(carrier);
    } else {
      giveUp.run();
    }
  }
}
