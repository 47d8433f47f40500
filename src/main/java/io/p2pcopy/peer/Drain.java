package io.p2pcopy.peer;

import io.p2pcopy.net.Deadline;
import io.p2pcopy.net.EventLoop;
import io.p2pcopy.sctp.Association;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Lets what is queued at the end of a connection reach the peer, for as long as some of it does.
 * Runs on the event loop.
 */
final class Drain {
  private final EventLoop loop;
  private final long patience;
  private final Runnable giveUp;
  private final Deadline standstill;
  private @Nullable Association association;
  private long acknowledged;

  /**
   * @param patience how long nothing may arrive
   * @param giveUp is called once, after such a time
   */
  Drain(EventLoop loop, Duration patience, Runnable giveUp) {
    this.loop = loop;
    this.patience = patience.toNanos();
    this.giveUp = giveUp;
    standstill = loop.newDeadline(this::look);
  }

  void begin(Association carrier) {
    association = carrier;
    carrier.shutdown(loop.now());
    await(carrier);
  }

  void cancel() {
    standstill.cancel();
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
