package io.p2pcopy.transfer;

/** Decides whether an offered file is wanted; may block, for instance to ask a person. */
@FunctionalInterface
public interface AcceptPolicy {

  boolean accepts(FileOffer offer) throws InterruptedException;
}
