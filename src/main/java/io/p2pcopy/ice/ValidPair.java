package io.p2pcopy.ice;

import io.p2pcopy.ice.SelectedPath.CandidateType;
import java.net.InetSocketAddress;
import java.time.Duration;

/** A pair of addresses on which a check has succeeded (RFC 8445, section 6.1.3). */
final class ValidPair {
  static final long UNKNOWN_RTT = -1;
  private static final long ALL_ANSWERED = -1;

  private final Endpoints endpoints;
  private final InetSocketAddress local;
  private final CandidateType localType;
  private final CandidateType remoteType;
  private long rtt = UNKNOWN_RTT;
  private boolean consent = true;
  private long unansweredSince = ALL_ANSWERED;
  private long lastCheck;

  ValidPair(
      Endpoints endpoints, CandidateType localType, CandidateType remoteType, long firstCheck) {
    this.lastCheck = firstCheck;
    this.endpoints = endpoints;
    this.local = endpoints.socket().localAddressTowards(endpoints.remote());
    this.localType = localType;
    this.remoteType = remoteType;
  }

  Endpoints endpoints() {
    return endpoints;
  }

  /** Returns how direct the way is; the larger the better. */
  int rank() {
    return rank(localType) + rank(remoteType);
  }

  private static int rank(CandidateType type) {
    return switch (type) {
      case HOST -> 3;
      case SERVER_REFLEXIVE, PEER_REFLEXIVE -> 2;
      case RELAYED -> 0;
    };
  }

  void checkSent(long now) {
    lastCheck = now;
    if (unansweredSince == ALL_ANSWERED) {
      unansweredSince = now;
    }
  }

  void answered(long sample) {
    unansweredSince = ALL_ANSWERED;
    consent = true;
    if (sample != UNKNOWN_RTT) {
      rtt = sample;
    }
  }

  boolean hasConsent() {
    return consent;
  }

  /** Returns how long ago the last check was sent. */
  long sinceLastCheck(long now) {
    return now - lastCheck;
  }

  /** Returns how long the oldest check that was not answered, nor any later one, waits. */
  long silence(long now) {
    return unansweredSince == ALL_ANSWERED ? 0 : now - unansweredSince;
  }

  void loseConsent() {
    consent = false;
  }

  SelectedPath toPath() {
    return new SelectedPath(
        localType, remoteType, local, endpoints.remote(), Duration.ofNanos(Math.max(0, rtt)));
  }
}
