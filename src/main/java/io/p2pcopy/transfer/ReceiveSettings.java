package io.p2pcopy.transfer;

import io.p2pcopy.transfer.target.TargetOptions;

/**
 * Settings of a receiver.
 *
 * @param target how existing files are treated; its question is asked on a transfer thread, which
 *     is interrupted when the transfer ends first
 * @param accept asked once for each list
 * @param words asked before the offer is accepted
 * @param delivery called when all files are complete, before they are confirmed to the sender
 */
public record ReceiveSettings(
    TargetOptions target, AcceptQuestion accept, WordsQuestion words, Delivery delivery) {

  /** Accepts every offer and asks no questions. */
  public static final ReceiveSettings DEFAULT =
      new ReceiveSettings(TargetOptions.DEFAULT, offered -> true, WordsQuestion.NOT_ASKED);

  /**
   * Creates settings without a delivery.
   *
   * @param target where files go and what happens to existing ones
   * @param accept decides about the offer
   * @param words shows the words to compare
   */
  public ReceiveSettings(TargetOptions target, AcceptQuestion accept, WordsQuestion words) {
    this(target, accept, words, Delivery.NONE);
  }
}
