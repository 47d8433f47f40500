package io.p2pcopy.cli;

import io.p2pcopy.transfer.TransferListener;
import io.p2pcopy.transfer.TransferProgress;
import io.p2pcopy.transfer.source.SourceTotals;

/**
 * Tells a report how a transfer goes on.
 *
 * @param name of what is sent
 */
record TransferReport(Report report, String name) implements TransferListener {

  @Override
  public void started(SourceTotals totals) {
    report.started(new FileOffer(name, totals.bytes()));
  }

  @Override
  public void progress(TransferProgress progress) {
    report.progress(progress.done());
  }
}
