package io.p2pcopy.ice.check;

import io.p2pcopy.ice.check.SelectedPath.CandidateType;
import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.net.UdpSocket;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The pairs on which checks have succeeded, and the choice among them: the nominated one or, before
 * there is one, the most direct one (RFC 8445, section 12.1). Lives on the loop.
 */
public final class ValidPairs {

  /** A check that was answered so recently shows that the pair works now. */
  private static final long ANSWERED_WITHIN_NANOS = 3_000_000_000L;

  private final RandomGenerator random;

  /** Those whose check was answered longest ago come first. */
  private final Map<CandidatePair, ValidPair> pairs = new LinkedHashMap<>(16, 0.75f, true);

  private @Nullable CandidatePair nominee;

  private boolean nomineeDescribed;

  /** What the peer nominates after the path was confirmed. */
  private @Nullable CandidatePair proposal;

  /** The selected pair has carried a record that the peer protected. */
  private boolean confirmed;

  private @Nullable ValidPair selected;

  /**
   * @param random for the times of consent checks
   */
  public ValidPairs(RandomGenerator random) {
    this.random = random;
  }

  /** Begins anew: what there is was found with another peer. */
  public void clear() {
    pairs.clear();
    nominee = null;
    nomineeDescribed = false;
    proposal = null;
    confirmed = false;
    selected = null;
  }

  /** Gives up the pairs with an address that is not the peer's. */
  public void remove(InetSocketAddress remote) {
    removeIf(pair -> pair.remote().equals(remote));
  }

  /**
   * Gives up the pairs of a socket that was closed.
   *
   * @return whether the selected pair was one of them
   */
  boolean removeAll(UdpSocket socket) {
    return removeIf(pair -> pair.socket() == socket);
  }

  /** Gives up the selected pair, whose consent has expired. */
  public void removeSelected() {
    removeIf(this::isSelected);
  }

  /** Returns whether the selected pair was one of those given up. */
  private boolean removeIf(Predicate<CandidatePair> given) {
    boolean selectedToo = selected != null && given.test(selected.endpoints());
    pairs.keySet().removeIf(given);
    if (nominee != null && given.test(nominee)) {
      nominee = null;
    }
    if (proposal != null && given.test(proposal)) {
      proposal = null;
    }
    if (selectedToo) {
      selected = null;
    }
    return selectedToo;
  }

  /**
   * Returns the pair to use in place of the selected one: of those that have answered a check
   * lately the most direct one, and among equals the latest to answer.
   */
  @Nullable ValidPair alternative(long now) {
    ValidPair best = null;
    for (ValidPair pair : pairs.values()) {
      boolean usable =
          pair != selected && pair.consent().isAnsweredSince(now - ANSWERED_WITHIN_NANOS);
      if (usable && (best == null || pair.rank() >= best.rank())) {
        best = pair;
      }
    }
    return best;
  }

  /** Makes this the pair to use, because the selected one fails. */
  void replaceWith(CandidatePair pair) {
    nominee = pair;
    proposal = null;
  }

  /** Returns whether a valid pair is more direct than the selected one. */
  boolean isBetter(CandidatePair candidate) {
    ValidPair pair = pairs.get(candidate);
    return pair != null && selected != null && pair.rank() > selected.rank();
  }

  public boolean isSelected(CandidatePair endpoints) {
    return selected != null && selected.endpoints().equals(endpoints);
  }

  public boolean isConfirmed() {
    return confirmed;
  }

  /** Returns whether there is a valid pair of this socket. */
  public boolean isOn(UdpSocket socket) {
    return pairs.keySet().stream().anyMatch(endpoints -> endpoints.socket() == socket);
  }

  public boolean contains(CandidatePair endpoints) {
    return pairs.containsKey(endpoints);
  }

  public @Nullable ValidPair get(CandidatePair endpoints) {
    return pairs.get(endpoints);
  }

  /** Returns the pair with this address of the peer: the selected one, if it is that. */
  public @Nullable ValidPair towards(InetSocketAddress remote) {
    if (selected != null && selected.endpoints().remote().equals(remote)) {
      return selected;
    }
    for (ValidPair pair : pairs.values()) {
      if (pair.endpoints().remote().equals(remote)) {
        return pair;
      }
    }
    return null;
  }

  /** Returns the peer's addresses in all pairs. */
  public Set<InetSocketAddress> remotes() {
    Set<InetSocketAddress> remotes = new LinkedHashSet<>();
    pairs.keySet().forEach(endpoints -> remotes.add(endpoints.remote()));
    return remotes;
  }

  /** Takes note of an answered check; {@code rtt} may be unknown. */
  public void succeeded(
      CandidatePair endpoints,
      CandidateType localType,
      CandidateType remoteType,
      long rtt,
      long now) {
    pairs
        .computeIfAbsent(
            endpoints, key -> new ValidPair(key, localType, remoteType, new Consent(random, now)))
        .answered(rtt, now);
    evictOldest();
  }

  private void evictOldest() {
    Iterator<CandidatePair> oldest = pairs.keySet().iterator();
    while (pairs.size() > PeerLimits.Ice.VALID_PAIRS && oldest.hasNext()) {
      CandidatePair endpoints = oldest.next();
      if (!isSelected(endpoints) && !endpoints.equals(nominee)) {
        oldest.remove();
      }
    }
  }

  public void checkSent(CandidatePair endpoints, long now) {
    ValidPair pair = pairs.get(endpoints);
    if (pair != null) {
      pair.consent().checkSent(now);
    }
  }

  /**
   * Makes this the pair to use, now or as soon as a check on it succeeds. Whoever knows both
   * descriptions can send such checks: a path that has carried protected records, or leads to an
   * address that the peer's description names, is left only for one that does so, too. A more
   * direct path to an address that the description names is used at once.
   *
   * @param described whether the peer's description names the address
   */
  public void nominate(CandidatePair endpoints, boolean described) {
    boolean steady = confirmed || (nomineeDescribed && !described && isNominated());
    boolean upgrade = described && isBetter(endpoints);
    if (steady && !upgrade && !isSelected(endpoints)) {
      proposal = endpoints;
    } else {
      nominee = endpoints;
      nomineeDescribed = described;
    }
  }

  /**
   * Takes note of a record from the peer, newer than all before, that has verified. The first one
   * confirms the pair that it came on, whatever others have nominated.
   *
   * @param selectedIsSilent whether nothing has come on the selected pair for some time, as after a
   *     translator in between has changed the peer's address
   */
  public void recordVerified(CandidatePair endpoints, boolean selectedIsSilent) {
    if (confirmed && isSelected(endpoints)) {
      return;
    }
    if (!confirmed) {
      boolean another = nominee != null && !nominee.equals(endpoints);
      proposal = another ? nominee : null;
    } else if (endpoints.equals(proposal)) {
      proposal = null;
    } else if (!selectedIsSilent) {
      return;
    }
    confirmed = true;
    nominee = endpoints;
  }

  public boolean isNominated() {
    return nominee != null && pairs.containsKey(nominee);
  }

  public @Nullable ValidPair selected() {
    return selected;
  }

  /** Chooses anew; returns whether the choice has changed. */
  public boolean select() {
    ValidPair before = selected;
    ValidPair nominated = nominee == null ? null : pairs.get(nominee);
    if (nominated != null) {
      selected = nominated;
      return selected != before;
    }
    if (confirmed && selected != null) {
      return false;
    }
    for (ValidPair pair : pairs.values()) {
      if (selected == null || pair.rank() > selected.rank()) {
        selected = pair;
      }
    }
    return selected != before;
  }
}
