package io.p2pcopy.ice.check;

import io.p2pcopy.ice.stun.TransactionId;
import io.p2pcopy.limit.PeerLimits;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Bounds how many authentic checks of the peer are answered, so that somebody who repeats captured
 * ones, or knows the credentials, costs little. Times are nanoseconds of the loop's clock.
 */
final class RequestLimits {

  private static final long PERIOD = 1_000_000_000;

  private final int maxTransmissions;

  /** How often each latest request was answered, in the order of their first arrival. */
  private final Map<TransactionId, Integer> answered = new LinkedHashMap<>();

  private final Map<InetSocketAddress, Integer> bySource = new HashMap<>();
  private long periodBegan;
  private int inPeriod;

  /**
   * @param maxTransmissions how often one request may arrive
   */
  RequestLimits(int maxTransmissions) {
    this.maxTransmissions = maxTransmissions;
  }

  /** Returns whether a request, authentic or not, is known too well to be looked at. */
  boolean isRepeatedTooOften(TransactionId id) {
    Integer times = answered.get(id);
    return times != null && times >= maxTransmissions;
  }

  /** Returns whether it is worth the time to find out whether a request is authentic. */
  boolean mayAdmit(boolean selected, long now) {
    if (now - periodBegan >= PERIOD) {
      periodBegan = now;
      inPeriod = 0;
      bySource.clear();
    }
    return selected || inPeriod < PeerLimits.Ice.ANSWERS_PER_SECOND;
  }

  /**
   * Counts an authentic request; returns whether it may be answered.
   *
   * @param selected whether it came on the pair in use, whose share nobody else can use up: a peer
   *     whose checks remain without an answer ends the connection (RFC 7675)
   */
  boolean admit(TransactionId id, InetSocketAddress source, boolean selected, long now) {
    if (!mayAdmit(selected, now)) {
      return false;
    }
    int ofSource = bySource.merge(source, 1, Integer::sum);
    if (ofSource > PeerLimits.Ice.ANSWERS_PER_SOURCE_PER_SECOND) {
      return false;
    }
    if (!selected) {
      inPeriod++;
    }
    answered.merge(id, 1, Integer::sum);
    if (answered.size() > PeerLimits.Ice.REMEMBERED_CHECKS) {
      answered.remove(answered.keySet().iterator().next());
    }
    return true;
  }
}
