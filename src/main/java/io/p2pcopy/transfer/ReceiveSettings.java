package io.p2pcopy.transfer;

import io.p2pcopy.transfer.target.TargetOptions;

/**
 * How a receiver receives.
 *
 * @param target how what is there already is treated; its question is asked on a thread of the
 *     transfer and interrupted when the answer does not matter any more
 * @param accept asked once for each list
 * @param words asked before anything is accepted
 * @param delivery called when everything stands, before the sender is told so
 */
public record ReceiveSettings(
    TargetOptions target, AcceptQuestion accept, WordsQuestion words, Delivery delivery) {

  /** Accepts everything and asks nobody. */
  public static final ReceiveSettings DEFAULT =
      new ReceiveSettings(TargetOptions.DEFAULT, offered -> true, WordsQuestion.NOT_ASKED);

  /**
   * Leaves the files where they are.
   *
   * @param target where files go and what happens to existing ones
   * @param accept decides about the offer
   * @param words shows the words to compare
   */
  public ReceiveSettings(TargetOptions target, AcceptQuestion accept, WordsQuestion words) {
    this(target, accept, words, Delivery.NONE);
  }
}
