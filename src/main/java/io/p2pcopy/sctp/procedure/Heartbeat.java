package io.p2pcopy.sctp.procedure;

import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.packet.HeartbeatAckChunk;
import io.p2pcopy.sctp.packet.HeartbeatChunk;
import io.p2pcopy.sctp.timer.RttEstimator;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * Asks whether the peer is still there, and how far away (RFC 9260, section 8.3). An end that only
 * receives would know the round-trip time of the path from nothing else.
 */
public final class Heartbeat {

  private static final short INFO_PARAMETER = 1;
  private static final short INFO_LENGTH = 20;
  private static final int INFO_TIME = 4;
  private static final int INFO_NONCE = 12;

  /** Who receives follows a path that changes, so that the window does not hold back the peer. */
  private static final long RECEIVING_INTERVAL_NANOS = 3_000_000_000L;

  private static final long NEVER = Long.MAX_VALUE;

  private final SctpConfig config;
  private final ControlChunkQueue outbox;
  private final RttEstimator rtt;

  /** Proves that an answer is one to a question of this association. */
  private final long nonce;

  private long newestAcked = Long.MIN_VALUE;
  private long sentAt;
  private long deadline = NEVER;
  private int unanswered;

  /** Whether DATA has come since the last question. */
  private boolean receiving;

  public Heartbeat(
      SctpConfig config, RandomGenerator random, ControlChunkQueue outbox, RttEstimator rtt) {
    this.config = config;
    this.outbox = outbox;
    this.rtt = rtt;
    this.nonce = random.nextLong();
  }

  /** The association is established. */
  public void start(long now) {
    sentAt = now;
    deadline = isMeasured() ? now + config.heartbeatInterval() : now;
  }

  /** Any good packet has come. */
  public void onHeard() {
    unanswered = 0;
  }

  /** DATA has come on an association that has started. */
  public void onData() {
    receiving = true;
    long interval = Math.min(config.heartbeatInterval(), RECEIVING_INTERVAL_NANOS);
    deadline = Math.min(deadline, sentAt + interval);
  }

  /**
   * Takes the answer; one that was not heartbeatTime for is ignored.
   *
   * @return whether it was heartbeatTime for
   */
  public boolean onAck(long now, HeartbeatAckChunk ack) {
    var information = ByteBuffer.wrap(ack.information());
    if (information.remaining() != INFO_LENGTH) {
      return false;
    }
    long heartbeatTime = information.getLong(INFO_TIME);
    // A path that is longer than the timeout answers when the next one has been sent.
    if (information.getLong(INFO_NONCE) == nonce
        && heartbeatTime > newestAcked
        && heartbeatTime <= sentAt) {
      newestAcked = heartbeatTime;
      rtt.onSample(now - heartbeatTime);
      return true;
    }
    return false;
  }

  /**
   * Sends a HEARTBEAT if it is time for the next, or the last one brought nothing.
   *
   * @return false if too many stayed unanswered
   */
  public boolean handleTimeout(long now) {
    if (now < deadline) {
      return true;
    }
    if (receiving && isMeasured()) {
      // The peer is there; only the time is of interest.
      deadline = now + config.heartbeatInterval();
      send(now);
      return true;
    }
    long next = sentAt + config.heartbeatInterval();
    if (unanswered == 0 && isMeasured() && now < next) {
      deadline = next;
      return true;
    }
    if (unanswered > config.associationMaxRetransmits()) {
      return false;
    }
    unanswered++;
    // RFC 9260, 8.3: the interval is "RTO plus HB.interval" while all is well; an unanswered one is
    // repeated after the timeout.
    deadline = now + rtt.timeout();
    send(now);
    return true;
  }

  public long nextTimeout() {
    return deadline;
  }

  private void send(long now) {
    sentAt = now;
    receiving = false;
    byte[] information =
        ByteBuffer.allocate(INFO_LENGTH)
            .putShort(INFO_PARAMETER)
            .putShort(INFO_LENGTH)
            .putLong(now)
            .putLong(nonce)
            .array();
    outbox.add(new HeartbeatChunk(information));
  }

  /** Whether anything is known of the round-trip time; otherwise there is no time to lose. */
  private boolean isMeasured() {
    return rtt.smoothed() > 0;
  }
}
