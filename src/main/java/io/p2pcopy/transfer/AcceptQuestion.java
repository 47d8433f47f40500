package io.p2pcopy.transfer;

/** Decides whether what is offered is wanted. */
@FunctionalInterface
public interface AcceptQuestion {

  /**
   * Blocks until it is decided; interrupted when the answer does not matter any more.
   *
   * @param offered can be walked as long as this call lasts
   */
  boolean accepts(OfferedTree offered) throws TransferException, InterruptedException;
}
