package io.p2pcopy.transfer;

import io.p2pcopy.transfer.target.Placement;
import io.p2pcopy.transfer.target.Target;
import io.p2pcopy.transfer.target.TargetTotals;
import io.p2pcopy.transfer.wire.LocalFailureException;

/** What a sender offers, and where it would go. */
public final class OfferedTree {

  private final Target target;
  private final TargetTotals totals;

  public OfferedTree(Target target, TargetTotals totals) {
    this.target = target;
    this.totals = totals;
  }

  public TargetTotals totals() {
    return totals;
  }

  /** Returns where an entry would go; for one after the other, from 0. */
  public Placement placement(long number) throws TransferException {
    try {
      return target.placement(number);
    } catch (LocalFailureException e) {
      throw TransferException.of(e);
    }
  }
}
