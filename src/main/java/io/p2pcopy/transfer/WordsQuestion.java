package io.p2pcopy.transfer;

/** Asks whether both sides see the same verification words. */
@FunctionalInterface
public interface WordsQuestion {

  /** For people who do not compare them. */
  WordsQuestion NOT_ASKED = indices -> true;

  /**
   * Blocks until the person has answered; interrupted when the answer does not matter any more.
   *
   * @param indices of four words in the list, from 0
   * @return whether the words are the same on both sides
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  boolean agree(int[] indices) throws InterruptedException;
}
