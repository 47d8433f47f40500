package io.p2pcopy.transfer;

import java.util.List;

/**
 * How the two sides met, from which both make the verification words. Of the two {@code
 * SessionDescription}s, it takes {@code fingerprint().toBytes()}, and the texts that {@code
 * BlobCodec.offerForWords} makes of the offer and {@code BlobCodec.answerForWords} of the answer.
 *
 * @param offerer whether this side made the offer
 * @param offererFingerprint the SHA-256 fingerprint of the offerer's certificate; 32 bytes
 * @param answererFingerprint the same of the answerer's
 * @param offer the text of the offer's blob
 * @param answer the text of the answer's blob, as the words need it
 * @param ownTexts all texts of this side's blob that were handed out, for instance before and after
 *     a public address was known; the peer tells which one it has read
 */
@SuppressWarnings("ArrayRecordComponent") // Passed on, and compared nowhere.
public record ConnectionTranscript(
    boolean offerer,
    byte[] offererFingerprint,
    byte[] answererFingerprint,
    String offer,
    String answer,
    List<String> ownTexts) {

  /**
   * Copies nothing; the arrays must not be changed.
   *
   * @param offererFingerprint the SHA-256 fingerprint of the offerer's certificate; 32 bytes
   * @param answererFingerprint the same of the answerer's
   * @param answer the text of the answer's blob, as the words need it
   * @param ownTexts all texts of this side's blob that were handed out, for instance before and
   *     after a public address was known; the peer tells which one it has read
   * @param offerer whether this side made the offer
   * @param offer the text of the offer's blob
   */
  public ConnectionTranscript {
    ownTexts = List.copyOf(ownTexts);
  }

  /**
   * For a side that has handed out one text only.
   *
   * @param offerer whether this side made the offer
   * @param offer the text of the offer, as {@link io.p2pcopy.signal.BlobCodec#offerForWords}
   *     returns it
   * @param offererFingerprint the SHA-256 fingerprint of the offerer's certificate
   * @param answererFingerprint the SHA-256 fingerprint of the answerer's certificate
   * @param answer the text of the answer, as {@link io.p2pcopy.signal.BlobCodec#answerForWords}
   *     returns it
   */
  public ConnectionTranscript(
      boolean offerer,
      byte[] offererFingerprint,
      byte[] answererFingerprint,
      String offer,
      String answer) {
    this(
        offerer,
        offererFingerprint,
        answererFingerprint,
        offer,
        answer,
        List.of(offerer ? offer : answer));
  }

  /**
   * {@return the same with all texts that this side has handed out}
   *
   * @param texts the texts that this side handed out
   */
  public ConnectionTranscript withOwnTexts(List<String> texts) {
    return new ConnectionTranscript(
        offerer, offererFingerprint, answererFingerprint, offer, answer, texts);
  }

  /** {@return the text that this side handed out} */
  public String ownText() {
    return offerer ? offer : answer;
  }

  /** {@return the text that the peer handed out} */
  public String peerText() {
    return offerer ? answer : offer;
  }
}
