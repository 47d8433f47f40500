package io.p2pcopy.transfer;

/** Decides whether an offered file is wanted; may block, for instance to ask a person. */
@FunctionalInterface
public interface AcceptPolicy {

  /**
   * Called once for each offer, on a thread of its own. It is interrupted when the answer does not
   * matter any more, and should then return or throw at once.
   *
   * @param offer its name is safe to print
   */
  boolean accepts(FileOffer offer) throws InterruptedException;
}
