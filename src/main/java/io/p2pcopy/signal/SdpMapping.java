package io.p2pcopy.signal;

/**
 * Translates between descriptions and the SDP of browsers (RFC 8829, RFC 8841): one media section
 * with data channels, all candidates included.
 */
public final class SdpMapping {

  /** What browsers call the only media section of a connection. */
  private static final String USUAL_MID = "0";

  private SdpMapping() {}

  /**
   * Returns what a browser takes as the remote description of a connection whose only media section
   * is the one for data channels and has the mid 0, as it is when a page uses nothing else.
   */
  public static String toSdp(SessionDescription description) {
    return SdpWriter.write(description, USUAL_MID);
  }

  /**
   * Returns the answer to an offer of any implementation: its media section has the offer's mid,
   * whatever that is (RFC 8829, section 5.3.1).
   *
   * @throws SdpException if the offer has no media section for data channels, or its mid is
   *     malformed
   */
  public static String toSdp(SessionDescription answer, String offerSdp) throws SdpException {
    return SdpWriter.write(answer, SdpReader.mid(offerSdp).orElse(USUAL_MID));
  }

  /**
   * Reads the local description of a browser or of another implementation, taken when its gathering
   * is complete. The candidates are sorted by descending priority; those that are not of UDP, and
   * those that nobody could send to, are left out.
   *
   * @param type what the text is; the W3C's API has it beside the text
   * @throws SdpException if the text lacks something, or asks for something that no description can
   *     tell
   */
  public static SessionDescription fromSdp(SessionDescription.Type type, String sdp)
      throws SdpException {
    return SdpReader.read(type, sdp);
  }
}
