package io.p2pcopy.ice;

import io.p2pcopy.ice.gather.Gatherer;
import io.p2pcopy.ice.gather.LocalCandidates;
import io.p2pcopy.net.Deadline;
import io.p2pcopy.net.EventLoop;
import io.p2pcopy.signal.Candidate;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Hands out this side's candidates: first when the gathering is complete, later whenever they
 * change. Confined to the event loop.
 */
final class CandidateAnnouncer {

  /** How long new candidates wait for the public address in a new network. */
  private static final long PUBLIC_ADDRESS_WITHIN_NANOS = 1_000_000_000;

  private final EventLoop loop;
  private final IceConfig config;
  private final Gatherer gatherer;
  private final LocalCandidates candidates;
  private final IceListener listener;
  private final Deadline announcement;
  private final CompletableFuture<List<Candidate>> gathered = new CompletableFuture<>();
  private boolean started;

  CandidateAnnouncer(
      EventLoop loop,
      IceConfig config,
      Gatherer gatherer,
      LocalCandidates candidates,
      IceListener listener) {
    this.loop = loop;
    this.config = config;
    this.gatherer = gatherer;
    this.candidates = candidates;
    this.listener = listener;
    this.announcement = loop.newDeadline(this::announce);
  }

  /** Returns a future that completes with the first candidates. May be called from any thread. */
  CompletableFuture<List<Candidate>> gathered() {
    return gathered.copy();
  }

  /** Starts the gathering; returns false if it was started before. */
  boolean start() {
    if (started) {
      return false;
    }
    started = true;
    gatherer.start(
        config.stunServers(),
        config.gatherTimeout(),
        config.gatherLimit(),
        () -> gathered.complete(candidates.current()));
    return true;
  }

  /** A server has reported another public address. */
  void reflexiveAddressChanged() {
    if (gathered.isDone()) {
      announcement.cancel();
      announce();
    }
  }

  /** In a new network the public address matters most; it comes soon or not at all. */
  void networkChanged() {
    if (gathered.isDone()) {
      announcement.set(loop.now() + (gatherer.isAsking() ? PUBLIC_ADDRESS_WITHIN_NANOS : 0));
    }
  }

  private void announce() {
    listener.candidatesChanged(candidates.current());
  }

  void close() {
    announcement.cancel();
    gathered.complete(List.of());
  }
}
