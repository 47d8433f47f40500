package io.p2pcopy.ice.check;

import io.p2pcopy.limit.PeerLimits;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The pairs on which a check of the peer has triggered one of ours (RFC 8445, section 7.3.1.4).
 * Times are nanoseconds of the loop's clock.
 */
public final class TriggeredChecks {

  /** No peer needs an answer to its checks on one pair more often. */
  private static final long INTERVAL = 50_000_000;

  /** When checks were triggered, in this order. */
  private final Map<CandidatePair, Long> triggered = new LinkedHashMap<>();

  /** Notes a check of the peer; returns whether another one of ours is due. */
  public boolean trigger(CandidatePair pair, long now) {
    Long before = triggered.get(pair);
    if (before != null && now - before < INTERVAL) {
      return false;
    }
    triggered.remove(pair);
    if (triggered.size() >= PeerLimits.Ice.TRIGGERED_PAIRS) {
      triggered.remove(triggered.keySet().iterator().next());
    }
    triggered.put(pair, now);
    return true;
  }

  public boolean contains(CandidatePair pair) {
    return triggered.containsKey(pair);
  }

  public void forget(InetSocketAddress remote) {
    triggered.keySet().removeIf(pair -> pair.remote().equals(remote));
  }

  public void clear() {
    triggered.clear();
  }
}
