package io.p2pcopy.sctp.procedure;

import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.packet.ShutdownAckChunk;
import io.p2pcopy.sctp.packet.ShutdownChunk;
import io.p2pcopy.sctp.timer.RetransmissionTimer;
import io.p2pcopy.sctp.timer.RttEstimator;

/** The graceful shutdown (RFC 9260, section 9.2), started by either peer or both at once. */
public final class Shutdown {

  /** The state of the shutdown. */
  public enum Phase {
    NONE,
    PENDING,
    SENT,
    RECEIVED,
    ACK_SENT
  }

  private final SctpConfig config;
  private final ControlChunkQueue outbox;
  private final RttEstimator rtt;
  private final RetransmissionTimer timer = new RetransmissionTimer();
  private Phase phase = Phase.NONE;

  /** Whether our user requested the shutdown. */
  private boolean requested;

  public Shutdown(SctpConfig config, ControlChunkQueue outbox, RttEstimator rtt) {
    this.config = config;
    this.outbox = outbox;
    this.rtt = rtt;
  }

  public Phase phase() {
    return phase;
  }

  /** Requests a shutdown for our user. */
  public void request() {
    requested = true;
    if (phase == Phase.NONE) {
      phase = Phase.PENDING;
    }
  }

  /**
   * Sends the SHUTDOWN if one was requested and no data is outstanding.
   *
   * @param done whether no data is queued or unacknowledged
   * @param cumulativeTsn the cumulative TSN received
   */
  public void advance(long now, boolean done, long cumulativeTsn) {
    if (done && phase == Phase.PENDING) {
      phase = Phase.SENT;
      outbox.add(new ShutdownChunk((int) cumulativeTsn));
      timer.start(now, rtt.timeout());
    }
  }

  /**
   * Responds to the peer's SHUTDOWN if no data is outstanding. Called when a packet is created, so
   * that the user had a chance to queue its last messages.
   */
  public void answer(long now, boolean done) {
    if (done && phase == Phase.RECEIVED) {
      sendAck(now);
    }
  }

  /**
   * Processes the peer's SHUTDOWN.
   *
   * @return whether it starts the shutdown
   */
  public boolean onShutdown(long now) {
    boolean first = phase == Phase.NONE;
    switch (phase) {
      case NONE, PENDING -> phase = Phase.RECEIVED;
      // RFC 9260, 9.2: "If an endpoint is in the SHUTDOWN-SENT state and receives a SHUTDOWN chunk
      // from its peer, the endpoint SHOULD respond immediately with a SHUTDOWN ACK chunk".
      case SENT -> sendAck(now);
      case RECEIVED -> {
        // The SHUTDOWN ACK follows when all outstanding data is acknowledged.
      }
      // The SHUTDOWN ACK was lost, or crossed this SHUTDOWN on the path.
      case ACK_SENT -> repeatAck();
    }
    return first;
  }

  /** Resends the SHUTDOWN ACK after an INIT or a SHUTDOWN (RFC 9260, section 9.2). */
  public void repeatAck() {
    if (phase == Phase.ACK_SENT) {
      outbox.add(new ShutdownAckChunk());
    }
  }

  /** Resends the SHUTDOWN with the new cumulative TSN after DATA arrived. */
  public void onData(long now, long cumulativeTsn) {
    if (phase == Phase.SENT) {
      // RFC 9260, 9.2: "the SHUTDOWN sender MUST immediately respond to each received packet
      // containing one or more DATA chunks with a SHUTDOWN chunk and restart the T2-shutdown
      // timer".
      outbox.add(new ShutdownChunk((int) cumulativeTsn));
      timer.restart(now, rtt.timeout());
    }
  }

  /**
   * Runs the T2-shutdown timer.
   *
   * @return false after too many retransmissions without a response
   */
  public boolean handleTimeout(long now, long cumulativeTsn) {
    if (!timer.expires(now)) {
      return true;
    }
    if (timer.expiries() > config.associationMaxRetransmits()) {
      return false;
    }
    rtt.backOff();
    if (phase == Phase.SENT) {
      outbox.add(new ShutdownChunk((int) cumulativeTsn));
    } else {
      outbox.add(new ShutdownAckChunk());
    }
    timer.restart(now, rtt.timeout());
    return true;
  }

  public long nextTimeout() {
    return timer.deadline();
  }

  /** Whether new messages may be queued. */
  public boolean acceptsMessages() {
    return !requested && (phase == Phase.NONE || phase == Phase.RECEIVED);
  }

  private void sendAck(long now) {
    phase = Phase.ACK_SENT;
    outbox.add(new ShutdownAckChunk());
    timer.start(now, rtt.timeout());
  }
}
