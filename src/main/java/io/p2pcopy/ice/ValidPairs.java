package io.p2pcopy.ice;

import io.p2pcopy.ice.SelectedPath.CandidateType;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The pairs on which checks have succeeded, and the choice among them: the nominated one or, before
 * there is one, the most direct one (RFC 8445, section 12.1). Lives on the loop.
 */
final class ValidPairs {
  private final RandomGenerator random;
  private final Map<Endpoints, ValidPair> pairs = new LinkedHashMap<>();

  /** Where authentic checks or answers to ours came from. */
  private final Set<InetSocketAddress> proven = new HashSet<>();

  private @Nullable Endpoints nominee;
  private @Nullable ValidPair selected;

  /**
   * @param random for the times of consent checks
   */
  ValidPairs(RandomGenerator random) {
    this.random = random;
  }

  /** Begins anew: what there is was found with another peer. */
  void clear() {
    pairs.clear();
    proven.clear();
    nominee = null;
    selected = null;
  }

  void prove(InetSocketAddress source) {
    proven.add(source);
  }

  boolean isProven(InetSocketAddress source) {
    return (selected != null && selected.endpoints().remote().equals(source))
        || proven.contains(source);
  }

  boolean contains(Endpoints endpoints) {
    return pairs.containsKey(endpoints);
  }

  /** Takes note of an answered check; {@code rtt} may be unknown. */
  void succeeded(
      Endpoints endpoints, CandidateType localType, CandidateType remoteType, long rtt, long now) {
    prove(endpoints.remote());
    pairs
        .computeIfAbsent(
            endpoints, key -> new ValidPair(key, localType, remoteType, new Consent(random, now)))
        .answered(rtt, now);
  }

  void checkSent(Endpoints endpoints, long now) {
    ValidPair pair = pairs.get(endpoints);
    if (pair != null) {
      pair.consent().checkSent(now);
    }
  }

  /** Makes this the pair to use, now or as soon as a check on it succeeds. */
  void nominate(Endpoints endpoints) {
    nominee = endpoints;
  }

  boolean isNominated() {
    return nominee != null && pairs.containsKey(nominee);
  }

  @Nullable ValidPair selected() {
    return selected;
  }

  /** Chooses anew; returns whether the choice has changed. */
  boolean select() {
    ValidPair before = selected;
    ValidPair nominated = nominee == null ? null : pairs.get(nominee);
    if (nominated != null) {
      selected = nominated;
      return selected != before;
    }
    for (ValidPair pair : pairs.values()) {
      if (selected == null || pair.rank() > selected.rank()) {
        selected = pair;
      }
    }
    return selected != before;
  }
}
