package io.p2pcopy.signal;

/**
 * Translates between descriptions and the SDP of browsers (RFC 8829, RFC 8841): one media section
 * with data channels, all candidates included.
 */
public final class SdpMapping {

  private SdpMapping() {}

  /**
   * Returns what a browser takes as the remote description of a connection whose only media section
   * is the one for data channels and has the mid 0, as it is when a page uses nothing else.
   */
  public static String toSdp(SessionDescription description) {
    return SdpWriter.write(description);
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
