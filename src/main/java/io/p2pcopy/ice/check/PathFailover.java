package io.p2pcopy.ice.check;

import io.p2pcopy.ice.stun.IceRole;
import io.p2pcopy.net.Deadline;
import io.p2pcopy.net.EventLoop;
import io.p2pcopy.net.UdpSocket;
import org.jspecify.annotations.Nullable;

/**
 * Watches the selected pair of an established connection and replaces it when it fails.
 *
 * <p>While packets flow, silence on the pair leads to a few quick checks. If none is answered the
 * path is in doubt, and all pairs are checked again. The first other pair that answers is used at
 * once: there is nothing to lose on a silent path. It remains unproven until a record of the peer
 * verifies on it, and gives way to another valid pair if none does. An idle path comes into doubt
 * through {@link Consent} alone. Confined to the event loop.
 */
public final class PathFailover {

  /** Receives what becomes of the path. */
  public interface Observer {

    /** The path is in doubt: nothing is received on it. */
    void pathInDoubt();

    /** The path carries packets again. */
    void pathRecovered();

    /** Another pair should be used, see {@link ValidPairs#select}. */
    void pairReplaced();
  }

  /** Silence that causes the first check; longer than usual pauses of retransmission. */
  static final long SILENT_AFTER_NANOS = 1_000_000_000;

  static final long PROBE_INTERVAL_NANOS = 250_000_000;

  /** Unanswered checks until the path is in doubt. */
  static final int MAX_PROBES = 3;

  /** Time for a record of the peer on a pair that only a check has proven. */
  static final long PROVEN_WITHIN_NANOS = 2_000_000_000;

  /** How long all pairs are checked when candidates have changed but the path is good. */
  static final long SEARCH_FOR_BETTER_NANOS = 5_000_000_000L;

  private final EventLoop loop;
  private final ValidPairs pairs;
  private final Checks checks;
  private final CheckScheduler scheduler;
  private final Observer observer;
  private final Deadline probe;
  private final Deadline endOfSearch;

  /** Whether packets were sent or received since the last answered probe. */
  private boolean traffic;

  private boolean doubted;
  private boolean searching;
  private int unansweredProbes;
  private long lastHeard;

  /** The pair in use that no record has proven yet. */
  private @Nullable CandidatePair unproven;

  private long usedSince;

  /** The pair whose nomination has not been answered yet, on the controlling side. */
  private @Nullable CandidatePair nominating;

  public PathFailover(
      EventLoop loop,
      ValidPairs pairs,
      Checks checks,
      CheckScheduler scheduler,
      Observer observer) {
    this.loop = loop;
    this.pairs = pairs;
    this.checks = checks;
    this.scheduler = scheduler;
    this.observer = observer;
    this.probe = loop.newDeadline(this::probe);
    this.endOfSearch = loop.newDeadline(this::stopSearching);
  }

  /** Returns whether all pairs are being checked, as during the first connection. */
  public boolean isSearching() {
    return searching;
  }

  /** Returns whether nothing is received on the selected pair. */
  public boolean isDoubted() {
    return doubted;
  }

  /** Records packets sent on the selected pair. */
  public void onSent() {
    if (!traffic && pairs.isConfirmed()) {
      traffic = true;
      watch();
    }
  }

  /** Records a verified record on the selected pair. */
  public void onRecord() {
    traffic = true;
    unproven = null;
    onHeard();
    watch();
  }

  /** Records an authentic check on the selected pair. */
  public void onHeard() {
    lastHeard = loop.now();
    unansweredProbes = 0;
    if (doubted && unproven == null) {
      doubted = false;
      stopSearching();
      observer.pathRecovered();
    }
  }

  /** Records an answered check on any pair. */
  public void onAnswered(CandidatePair pair, boolean nomination) {
    if (nomination && pair.equals(nominating)) {
      nominating = null;
    }
    if (pairs.isSelected(pair)) {
      traffic = false;
      onHeard();
    } else if (doubted && isReplaceable()) {
      replace();
    } else if (searching && checks.role() == IceRole.CONTROLLING && pairs.isBetter(pair)) {
      nominating = pair;
      checks.nominate(pair);
    }
  }

  /** Checks all pairs because the selected one does not answer or has lost its socket. */
  public void doubt() {
    if (doubted || !pairs.isConfirmed()) {
      return;
    }
    doubted = true;
    search();
    watch();
    observer.pathInDoubt();
    if (isReplaceable()) {
      replace();
    }
  }

  /** Gives up all pairs of a socket that was closed. */
  public void socketClosed(UdpSocket socket) {
    if (pairs.removeAll(socket)) {
      unproven = null;
      doubt();
    }
  }

  /** Checks all pairs for some time: there are new candidates, or the network has changed. */
  public void candidatesChanged() {
    if (pairs.isConfirmed()) {
      search();
      if (!doubted) {
        endOfSearch.set(loop.now() + SEARCH_FOR_BETTER_NANOS);
      }
    }
  }

  public void close() {
    probe.cancel();
    endOfSearch.cancel();
    searching = false;
  }

  private void watch() {
    if (!probe.isSet()) {
      probe.set(Math.max(loop.now(), lastHeard + SILENT_AFTER_NANOS));
    }
  }

  private void probe() {
    ValidPair pair = pairs.selected();
    long now = loop.now();
    if (now - lastHeard < SILENT_AFTER_NANOS && !doubted) {
      // Sent or received meanwhile.
      watch();
      return;
    }
    if (!traffic && !doubted) {
      return;
    }
    if (pair != null) {
      checks.send(pair.endpoints());
    }
    if (nominating != null) {
      checks.nominate(nominating);
    }
    if (doubted) {
      if (isReplaceable()) {
        replace();
      }
      probe.set(now + SILENT_AFTER_NANOS);
    } else if (unansweredProbes++ == MAX_PROBES) {
      doubt();
      probe.set(now + SILENT_AFTER_NANOS);
    } else {
      probe.set(now + PROBE_INTERVAL_NANOS);
    }
  }

  /** A pair that has just replaced another one is given time to prove itself. */
  private boolean isReplaceable() {
    return pairs.selected() == null
        || unproven == null
        || loop.now() - usedSince >= PROVEN_WITHIN_NANOS;
  }

  private void replace() {
    ValidPair next = pairs.alternative(loop.now());
    if (next == null) {
      return;
    }
    CandidatePair pair = next.endpoints();
    pairs.replaceWith(pair);
    unproven = pair;
    usedSince = loop.now();
    if (checks.role() == IceRole.CONTROLLING) {
      nominating = pair;
      checks.nominate(pair);
    }
    observer.pairReplaced();
  }

  private void search() {
    endOfSearch.cancel();
    searching = true;
    scheduler.start();
  }

  private void stopSearching() {
    if (searching && !doubted) {
      searching = false;
      endOfSearch.cancel();
      scheduler.stop();
    }
  }
}
