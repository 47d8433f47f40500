package io.p2pcopy.sctp.state;

import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.packet.HeartbeatAckChunk;
import io.p2pcopy.sctp.packet.HeartbeatChunk;
import io.p2pcopy.sctp.tx.RttEstimator;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Asks whether the peer is still there, and how far away (RFC 9260, section 8.3). An end that only
 * receives would know the round-trip time of the path from nothing else.
 */
public final class Heartbeat {

  private static final short INFO_PARAMETER = 1;
  private static final short INFO_LENGTH = 20;
  private static final long NEVER = Long.MAX_VALUE;

  private final SctpConfig config;
  private final RandomGenerator random;
  private final Outbox outbox;
  private final RttEstimator rtt;
  private byte[] awaited = {};
  private long sentAt;
  private long deadline = NEVER;
  private int unanswered;

  public Heartbeat(SctpConfig config, RandomGenerator random, Outbox outbox, RttEstimator rtt) {
    this.config = config;
    this.random = random;
    this.outbox = outbox;
    this.rtt = rtt;
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

  /** Takes the answer; one that was not asked for is ignored. */
  public void onAck(long now, HeartbeatAckChunk ack) {
    if (awaited.length > 0 && Arrays.equals(awaited, ack.information())) {
      awaited = new byte[0];
      rtt.onSample(now - sentAt);
    }
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
    sentAt = now;
    awaited =
        ByteBuffer.allocate(INFO_LENGTH)
            .putShort(INFO_PARAMETER)
            .putShort(INFO_LENGTH)
            .putLong(now)
            .putLong(random.nextLong())
            .array();
    outbox.add(new HeartbeatChunk(awaited));
    return true;
  }

  public long nextTimeout() {
    return deadline;
  }

  /** Whether anything is known of the round-trip time; otherwise there is no time to lose. */
  private boolean isMeasured() {
    return rtt.smoothed() > 0;
  }
}
