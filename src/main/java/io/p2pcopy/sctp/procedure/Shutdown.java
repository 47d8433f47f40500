package io.p2pcopy.sctp.procedure;

import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.packet.ShutdownAckChunk;
import io.p2pcopy.sctp.packet.ShutdownChunk;
import io.p2pcopy.sctp.timer.RetransmissionTimer;
import io.p2pcopy.sctp.timer.RttEstimator;

/** The graceful end (RFC 9260, section 9.2), begun by either side or both at once. */
public final class Shutdown {

  /** How far the shutdown is. */
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

  /** Our user has asked for it. */
  private boolean requested;

  public Shutdown(SctpConfig config, ControlChunkQueue outbox, RttEstimator rtt) {
    this.config = config;
    this.outbox = outbox;
    this.rtt = rtt;
  }

  public Phase phase() {
    return phase;
  }

  /** Our user wants to end. */
  public void request() {
    requested = true;
    if (phase == Phase.NONE) {
      phase = Phase.PENDING;
    }
  }

  /**
   * Sends our SHUTDOWN if one was requested and nothing is left to be sent or acknowledged.
   *
   * @param cumulativeTsn up to where everything was received
   */
  public void advance(long now, boolean done, long cumulativeTsn) {
    if (done && phase == Phase.PENDING) {
      phase = Phase.SENT;
      outbox.add(new ShutdownChunk((int) cumulativeTsn));
      timer.start(now, rtt.timeout());
    }
  }

  /**
   * Answers the peer's SHUTDOWN if nothing is left to be sent or acknowledged. Called when a packet
   * is made, so that the user has had a chance to hand over what it had accepted before.
   */
  public void answer(long now, boolean done) {
    if (done && phase == Phase.RECEIVED) {
      sendAck(now);
    }
  }

  /**
   * The peer has sent a SHUTDOWN.
   *
   * @return whether it is the first sign that the association ends
   */
  public boolean onShutdown(long now) {
    boolean first = phase == Phase.NONE;
    switch (phase) {
      case NONE, PENDING -> phase = Phase.RECEIVED;
      // RFC 9260, 9.2: "If an endpoint is in the SHUTDOWN-SENT state and receives a SHUTDOWN chunk
      // from its peer, the endpoint SHOULD respond immediately with a SHUTDOWN ACK chunk".
      case SENT -> sendAck(now);
      case RECEIVED -> {
        // It is answered as soon as everything outstanding has been acknowledged.
      }
      // The SHUTDOWN ACK was lost, or crossed this on its way.
      case ACK_SENT -> repeatAck();
    }
    return first;
  }

  /** An INIT or a SHUTDOWN has come although everything is over (RFC 9260, section 9.2). */
  public void repeatAck() {
    if (phase == Phase.ACK_SENT) {
      outbox.add(new ShutdownAckChunk());
    }
  }

  /** DATA has come after our SHUTDOWN: say again up to where it was received. */
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
   * The T2-shutdown timer.
   *
   * @return false if the peer did not answer often enough
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

  /** Whether messages may still be queued. */
  public boolean acceptsMessages() {
    return !requested && (phase == Phase.NONE || phase == Phase.RECEIVED);
  }

  private void sendAck(long now) {
    phase = Phase.ACK_SENT;
    outbox.add(new ShutdownAckChunk());
    timer.start(now, rtt.timeout());
  }
}
