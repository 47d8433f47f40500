package io.p2pcopy.cli.report;

import io.p2pcopy.transfer.TransferSummary;

/**
 * A transfer that came to its end.
 *
 * @param contents what it was about
 * @param place where it is on this side, not escaped; of what was sent, its name
 */
public record Outcome(OfferSummary contents, String place, TransferSummary summary) {}
