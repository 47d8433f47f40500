package io.p2pcopy.ice.check;

import io.p2pcopy.limit.PeerLimits;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Addresses that have passed the connectivity checks and are not the peer: nothing that comes from
 * them is looked at for some time. Times are nanoseconds of the loop's clock.
 */
public final class BarredSources {

  /** After this, an honest peer that has failed may try again. */
  static final long BARRED_FOR = 10_000_000_000L;

  /** Until when, the address that was barred first in front. */
  private final Map<InetSocketAddress, Long> until = new LinkedHashMap<>();

  public void add(InetSocketAddress source, long now) {
    until.remove(source);
    if (until.size() == PeerLimits.Ice.BARRED_SOURCES) {
      until.remove(until.keySet().iterator().next());
    }
    until.put(source, now + BARRED_FOR);
  }

  public boolean contains(InetSocketAddress source, long now) {
    if (until.isEmpty()) {
      return false;
    }
    Long end = until.get(source);
    if (end != null && now - end >= 0) {
      until.remove(source);
      return false;
    }
    return end != null;
  }

  public void clear() {
    until.clear();
  }
}
