package io.p2pcopy.ice.check;

import io.p2pcopy.ice.check.SelectedPath.CandidateType;
import io.p2pcopy.limit.PeerLimits;
import java.net.InetSocketAddress;
import java.time.Duration;

/** A pair of addresses on which a check has succeeded (RFC 8445, section 6.1.3). */
public final class ValidPair {
  static final long UNKNOWN_RTT = -1;

  private static final long PERIOD = 1_000_000_000;

  private final CandidatePair endpoints;
  private final InetSocketAddress local;
  private final CandidateType localType;
  private final CandidateType remoteType;
  private long rtt = UNKNOWN_RTT;
  private final Consent consent;
  private long forgeriesSince;
  private int forgeries;

  ValidPair(
      CandidatePair endpoints, CandidateType localType, CandidateType remoteType, Consent consent) {
    this.consent = consent;
    this.endpoints = endpoints;
    this.local = endpoints.socket().localAddressTowards(endpoints.remote());
    this.localType = localType;
    this.remoteType = remoteType;
  }

  public CandidatePair endpoints() {
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

  public Consent consent() {
    return consent;
  }

  public void noteForgery(long now) {
    if (now - forgeriesSince >= PERIOD) {
      forgeriesSince = now;
      forgeries = 0;
    }
    forgeries++;
  }

  /** Returns whether what comes on this pair is not worth the time to verify it. */
  public boolean isFlooded(long now) {
    return forgeries >= PeerLimits.Ice.FORGERIES_PER_SECOND && now - forgeriesSince < PERIOD;
  }

  void answered(long sample, long now) {
    consent.answered(now);
    if (sample != UNKNOWN_RTT) {
      rtt = sample;
    }
  }

  public SelectedPath toPath() {
    return new SelectedPath(
        localType, remoteType, local, endpoints.remote(), Duration.ofNanos(Math.max(0, rtt)));
  }
}
