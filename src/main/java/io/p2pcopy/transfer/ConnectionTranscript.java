package io.p2pcopy.transfer;

import java.util.List;

/**
 * The certificates, offer and answer of a connection: the input of the verification words.
 * Fingerprints are {@code SessionDescription.fingerprint().toBytes()}; the texts come from {@code
 * BlobCodec.offerForWords} and {@code BlobCodec.answerForWords}.
 *
 * @param offerer whether this side made the offer
 * @param offererFingerprint the SHA-256 fingerprint of the offerer's certificate; 32 bytes
 * @param answererFingerprint the SHA-256 fingerprint of the answerer's certificate; 32 bytes
 * @param offer the text of the offer's blob
 * @param answer the text of the answer's blob
 * @param ownTexts all versions of this side's blob that were shown, for example before and after a
 *     public address was known; the peer reports which one it used
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
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
   * @param answererFingerprint the SHA-256 fingerprint of the answerer's certificate; 32 bytes
   * @param answer the text of the answer's blob
   * @param ownTexts all versions of this side's blob that were shown, for example before and after
   *     a public address was known; the peer reports which one it used
   * @param offerer whether this side made the offer
   * @param offer the text of the offer's blob
   */
  public ConnectionTranscript {
    ownTexts = List.copyOf(ownTexts);
  }

  /**
   * Creates the transcript of a side that has shown one version of its blob.
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
   * {@return a copy with all versions of this side's blob}
   *
   * @param texts the texts that this side handed out
   */
  public ConnectionTranscript withOwnTexts(List<String> texts) {
    return new ConnectionTranscript(
        offerer, offererFingerprint, answererFingerprint, offer, answer, texts);
  }

  /** {@return the text of this side's blob} */
  public String ownText() {
    return offerer ? offer : answer;
  }

  /** {@return the text of the peer's blob} */
  public String peerText() {
    return offerer ? answer : offer;
  }
}
