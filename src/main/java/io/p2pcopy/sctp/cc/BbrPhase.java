package io.p2pcopy.sctp.cc;

/**
 * The states of draft-ietf-ccwg-bbr, section 5.3, with the gains of sections 5.6.1, 5.3.3.2 and
 * 5.3.3.3, and one more.
 */
enum BbrPhase {
  STARTUP(2.77, 2.0),
  DRAIN(0.5, 2.0),
  PROBE_DOWN(0.9, 2.0),
  PROBE_CRUISE(1.0, 2.0),
  PROBE_REFILL(1.0, 2.0),
  PROBE_UP(1.25, 2.25),
  PROBE_RTT(1.0, 0.5),
  /** Not in the draft: loss-based flows fill the queue, and {@link CompetingWindow} applies. */
  COMPETING(1.2, 0);

  /** The pacing rate as a multiple of the bandwidth. */
  final double pacingGain;

  /** The window as a multiple of the BDP. */
  final double windowGain;

  BbrPhase(double pacingGain, double windowGain) {
    this.pacingGain = pacingGain;
    this.windowGain = windowGain;
  }
}
