package io.p2pcopy.signal.sdp;

/** Says in a sentence why an SDP text does not describe a data channel connection. */
public final class SdpException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception with one sentence for the user.
   *
   * @param sentence for the user
   */
  public SdpException(String sentence) {
    super(sentence);
  }
}
