package io.p2pcopy.ice;

import io.p2pcopy.ice.check.Checks;
import io.p2pcopy.ice.check.Consent;
import io.p2pcopy.ice.check.ValidPair;
import io.p2pcopy.ice.check.ValidPairs;
import io.p2pcopy.net.Deadline;
import io.p2pcopy.net.EventLoop;

/**
 * Keeps the consent of the selected pair fresh (RFC 7675), and reports when it is in doubt or has
 * expired. Confined to the event loop.
 */
final class ConsentWatch {

  /** Receives what becomes of the consent. */
  interface Observer {

    /** Checks have been unanswered for some time. */
    void consentInDoubt();

    /** Nothing may be sent on the pair any more. */
    void consentExpired(ValidPair pair);
  }

  private final EventLoop loop;
  private final ValidPairs pairs;
  private final Checks checks;
  private final Observer observer;
  private final Deadline next;
  private long due;

  ConsentWatch(EventLoop loop, ValidPairs pairs, Checks checks, Observer observer) {
    this.loop = loop;
    this.pairs = pairs;
    this.checks = checks;
    this.observer = observer;
    this.next = loop.newDeadline(this::look);
  }

  /** Watches this pair, in place of another one. */
  void watch(ValidPair pair) {
    due = pair.consent().nextDeadline();
    next.set(due);
  }

  void cancel() {
    next.cancel();
  }

  private void look() {
    ValidPair pair = pairs.selected();
    if (pair == null) {
      return;
    }
    long now = loop.now();
    Consent consent = pair.consent();
    consent.lookedAtLate(now - due);
    if (consent.isExpired(now)) {
      observer.consentExpired(pair);
      return;
    }
    if (consent.isDoubtful(now) && consent.isFresh()) {
      consent.doubt();
      observer.consentInDoubt();
    }
    // The ICE library sends checks, too, until it fails or is freed.
    if (consent.isCheckDue(now)) {
      checks.send(pair.endpoints());
    }
    watch(pair);
  }
}
