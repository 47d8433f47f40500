package io.p2pcopy.transfer;

import io.p2pcopy.transfer.target.Placement;
import io.p2pcopy.transfer.target.Target;
import io.p2pcopy.transfer.target.TargetTotals;
import io.p2pcopy.transfer.wire.LocalFailureException;

/** The offered entries and their paths in the target directory. */
public final class OfferedTree {

  private final Target target;
  private final TargetTotals totals;

  /**
   * Creates the offer of a tree whose list has been received.
   *
   * @param target where the entries go
   * @param totals the number of entries and their bytes
   */
  public OfferedTree(Target target, TargetTotals totals) {
    this.target = target;
    this.totals = totals;
  }

  /** {@return how much is offered, and how much of it is already here} */
  public TargetTotals totals() {
    return totals;
  }

  /**
   * {@return where an entry would be stored} Call it for ascending numbers, from 0.
   *
   * @param number of the entry in the list, from 0
   * @throws TransferException if a local file cannot be read
   */
  public Placement placement(long number) throws TransferException {
    try {
      return target.placement(number);
    } catch (LocalFailureException e) {
      throw TransferException.of(e);
    }
  }
}
