package io.p2pcopy.peer;

import io.p2pcopy.limit.Allowance;
import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.signal.Candidate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The candidates that the peer has named inside the connection, as far as this side may send checks
 * there. A hostile peer could otherwise name address after address of others: new ones are accepted
 * at a limited rate, which a computer that changes its network never reaches.
 */
final class LaterCandidates {

  private final boolean loopback;
  private final Set<Candidate> known = new LinkedHashSet<>();
  private List<Candidate> current = List.of();
  private final Allowance newOnes;

  /**
   * @param loopback whether loopback addresses are accepted
   */
  LaterCandidates(boolean loopback, long now) {
    this.loopback = loopback;
    this.newOnes =
        new Allowance(
            PeerLimits.LaterCandidates.NEW_AT_ONCE, PeerLimits.LaterCandidates.NANOS_PER_NEW, now);
  }

  /** Returns the accepted candidates of the peer's last list. */
  List<Candidate> current() {
    return current;
  }

  /** Replaces the candidates; returns whether the accepted ones are others than before. */
  boolean replace(List<Candidate> candidates, long now) {
    List<Candidate> accepted = new ArrayList<>();
    for (Candidate candidate : candidates) {
      if (accepted.size() < PeerLimits.LaterCandidates.PER_MESSAGE
          && !accepted.contains(candidate)
          && isAcceptable(candidate)
          && isAllowed(candidate, now)) {
        accepted.add(candidate);
      }
    }
    boolean changed = !accepted.equals(current);
    current = List.copyOf(accepted);
    return changed;
  }

  private boolean isAcceptable(Candidate candidate) {
    return candidate instanceof Candidate.Address literal
        && (loopback || !literal.address().isLoopbackAddress());
  }

  private boolean isAllowed(Candidate candidate, long now) {
    if (!known.remove(candidate) && !newOnes.take(now)) {
      return false;
    }
    known.add(candidate);
    if (known.size() > PeerLimits.LaterCandidates.KNOWN) {
      Iterator<Candidate> oldest = known.iterator();
      oldest.next();
      oldest.remove();
    }
    return true;
  }
}
