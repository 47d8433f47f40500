package io.p2pcopy.sctp.distribution;

/** What is measured in a run of a scenario. */
enum Metric {
  /** User data that arrived, in percent of what the bottleneck could carry with all headers. */
  UTILISATION("utilisation %"),
  /** Mean queueing delay at the bottleneck in milliseconds, sampled each 5 ms. */
  QUEUEING_DELAY("queueing delay ms"),
  /** Retransmitted chunks, in percent of the packets that were handed to the link. */
  RETRANSMISSIONS("retransmitted %"),
  /** What the flow under test received, in percent of what both flows received. */
  SHARE("share %");

  final String label;

  Metric(String label) {
    this.label = label;
  }
}
