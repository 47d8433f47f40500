package io.p2pcopy.transfer;

/** Decides whether what is offered is wanted. */
@FunctionalInterface
public interface AcceptQuestion {

  /**
   * Blocks until it is decided; interrupted when the answer does not matter any more.
   *
   * @param offered can be walked as long as this call lasts
   * @return whether to receive the tree
   * @throws TransferException if the offer cannot be read or the transfer has ended
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  boolean accepts(OfferedTree offered) throws TransferException, InterruptedException;
}
