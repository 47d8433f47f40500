package io.p2pcopy.sctp.procedure;

import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.packet.HeartbeatAckChunk;
import io.p2pcopy.sctp.packet.HeartbeatChunk;
import io.p2pcopy.sctp.timer.RttEstimator;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * Sends HEARTBEATs to check that the peer is reachable and to measure the RTT (RFC 9260, section
 * 8.3). A side that only receives has no other way to measure the RTT.
 */
public final class Heartbeat {

  private static final short INFO_PARAMETER = 1;
  private static final short INFO_LENGTH = 20;
  private static final int INFO_TIME = 4;
  private static final int INFO_NONCE = 12;

  /** A receiver must notice RTT changes soon, because its window depends on the RTT. */
  private static final long RECEIVING_INTERVAL_NANOS = 3_000_000_000L;

  private static final long NEVER = Long.MAX_VALUE;

  private final SctpConfig config;
  private final ControlChunkQueue outbox;
  private final RttEstimator rtt;

  /** Proves that a HEARTBEAT ACK responds to a HEARTBEAT of this association. */
  private final long nonce;

  private long newestAcked = Long.MIN_VALUE;
  private long sentAt;
  private long deadline = NEVER;
  private int unanswered;

  /** Whether DATA has arrived since the last HEARTBEAT. */
  private boolean receiving;

  public Heartbeat(
      SctpConfig config, RandomGenerator random, ControlChunkQueue outbox, RttEstimator rtt) {
    this.config = config;
    this.outbox = outbox;
    this.rtt = rtt;
    this.nonce = random.nextLong();
  }

  /** Starts the timer when the association is established. */
  public void start(long now) {
    sentAt = now;
    deadline = isMeasured() ? now + config.heartbeatInterval() : now;
  }

  /** Records any valid packet from the peer. */
  public void onHeard() {
    unanswered = 0;
  }

  /** Records received DATA on an established association. */
  public void onData() {
    receiving = true;
    long interval = Math.min(config.heartbeatInterval(), RECEIVING_INTERVAL_NANOS);
    deadline = Math.min(deadline, sentAt + interval);
  }

  /**
   * Processes a HEARTBEAT ACK and measures the RTT.
   *
   * @return whether it responds to a HEARTBEAT of this association
   */
  public boolean onAck(long now, HeartbeatAckChunk ack) {
    var information = ByteBuffer.wrap(ack.information());
    if (information.remaining() != INFO_LENGTH) {
      return false;
    }
    long heartbeatTime = information.getLong(INFO_TIME);
    // If the RTT exceeds the RTO, the response arrives after the next HEARTBEAT was sent.
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
   * Sends a HEARTBEAT if the interval has passed or the last one was not acknowledged in time.
   *
   * @return false after too many HEARTBEATs without a response
   */
  public boolean handleTimeout(long now) {
    if (now < deadline) {
      return true;
    }
    if (receiving && isMeasured()) {
      // DATA shows that the peer is reachable; this HEARTBEAT only measures the RTT.
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
    // RFC 9260, 8.3: the interval is "RTO plus HB.interval"; an unacknowledged HEARTBEAT is
    // repeated after one RTO.
    deadline = now + rtt.timeout();
    send(now);
    return true;
  }

  /** Sends a HEARTBEAT now, which shows the peer the new path and measures its RTT. */
  public void startPath(long now) {
    unanswered = 1;
    deadline = now + rtt.timeout();
    send(now);
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

  /** Whether the RTT is known. If not, the first HEARTBEAT is sent immediately. */
  private boolean isMeasured() {
    return rtt.smoothed() > 0;
  }
}
