package io.p2pcopy.transfer;

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
 */
@SuppressWarnings("ArrayRecordComponent") // Passed on, and compared nowhere.
public record Meeting(
    boolean offerer,
    byte[] offererFingerprint,
    byte[] answererFingerprint,
    String offer,
    String answer) {}
