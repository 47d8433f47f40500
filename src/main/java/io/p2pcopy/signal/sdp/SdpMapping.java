package io.p2pcopy.signal.sdp;

import io.p2pcopy.signal.SessionDescription;

/**
 * Translates between descriptions and the SDP of browsers (RFC 8829, RFC 8841): the media section
 * for data channels, all candidates included.
 */
public final class SdpMapping {

  private SdpMapping() {}

  /**
   * {@return what a browser takes as the remote description of a connection whose only media
   * section is the one for data channels and has the mid 0, as it is when a page uses nothing else}
   * An offer leaves the part in the DTLS handshake to the answerer ({@code a=setup:actpass}),
   * whatever the description says.
   *
   * @param description the offer or answer
   */
  public static String toSdp(SessionDescription description) {
    return SdpWriter.write(description);
  }

  /**
   * {@return the answer to an offer of any implementation: it has the media sections of the offer,
   * accepts the one for data channels, with its mid and in its form, and rejects the others (RFC
   * 8829, section 5.3.1)}
   *
   * @param answer the answer
   * @param offerSdp the SDP that is answered
   * @throws SdpException if the offer has no media section for data channels, or a line that the
   *     answer repeats is malformed
   */
  public static String toSdp(SessionDescription answer, String offerSdp) throws SdpException {
    return SdpWriter.writeAnswer(answer, SdpSections.parse(offerSdp));
  }

  /**
   * Reads the local description of a browser or of another implementation, taken when its gathering
   * is complete, in the form of RFC 8841 or the older one with {@code a=sctpmap}. The candidates
   * are sorted by descending priority; those that are not of UDP, and those that nobody could send
   * to, are left out.
   *
   * @param type what the text is; the W3C's API has it beside the text
   * @param sdp an SDP description
   * @return the offer or answer
   * @throws SdpException if the text lacks something, or asks for something that no description can
   *     tell
   */
  public static SessionDescription fromSdp(SessionDescription.Type type, String sdp)
      throws SdpException {
    return SdpReader.read(type, sdp);
  }
}
