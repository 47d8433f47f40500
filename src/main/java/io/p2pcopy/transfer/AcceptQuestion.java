package io.p2pcopy.transfer;

/** Decides whether the receiver accepts an offer. */
@FunctionalInterface
public interface AcceptQuestion {

  /**
   * Blocks until the user has decided. The transfer interrupts the call when it ends first.
   *
   * @param offered valid only during this call
   * @return whether to receive the tree
   * @throws TransferException if the offer cannot be read or the transfer has ended
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  boolean accepts(OfferedTree offered) throws TransferException, InterruptedException;
}
