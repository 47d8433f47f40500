package io.p2pcopy.transfer;

/** Asks the user whether both sides show the same verification words. */
@FunctionalInterface
public interface WordsQuestion {

  /** Does not ask, and takes the words as equal. */
  WordsQuestion NOT_ASKED = indices -> true;

  /**
   * Blocks until the user has answered. The transfer interrupts the call when it ends first.
   *
   * @param indices of four words in the list, from 0
   * @return whether the words are the same on both sides
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  boolean agree(int[] indices) throws InterruptedException;
}
