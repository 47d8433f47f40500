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

  public ConnectionTranscript {
    ownTexts = List.copyOf(ownTexts);
  }

  /** For a side that has handed out one text only. */
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

  /** Returns the same with all texts that this side has handed out. */
  public ConnectionTranscript withOwnTexts(List<String> texts) {
    return new ConnectionTranscript(
        offerer, offererFingerprint, answererFingerprint, offer, answer, texts);
  }

  public String ownText() {
    return offerer ? offer : answer;
  }

  public String peerText() {
    return offerer ? answer : offer;
  }
}
