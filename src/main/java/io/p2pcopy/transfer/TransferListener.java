package io.p2pcopy.transfer;

/**
 * Is told how a transfer goes on. Called on the thread that runs the transfer; must return quickly.
 */
public interface TransferListener {

  /** The receiver has accepted, the content begins to flow. */
  void started(FileOffer offer);

  /**
   * So many bytes of the content in all have been sent (queued to the network) or written to disk.
   */
  void progress(long bytes);
}
