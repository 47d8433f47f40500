package io.p2pcopy.transfer;

/**
 * How the two sides met, from which both make the verification words. Of the two {@code
 * SessionDescription}s, it takes {@code fingerprint().toBytes()}, and the text that {@code
 * BlobCodec.encode} makes of them, which must be the one that was handed over.
 *
 * @param offerer whether this side made the offer
 * @param offererFingerprint the SHA-256 fingerprint of the offerer's certificate; 32 bytes
 * @param answererFingerprint the same of the answerer's
 * @param offer the text of the offer's blob
 * @param answer the text of the answer's blob
 */
@SuppressWarnings("ArrayRecordComponent") // Passed on, and compared nowhere.
public record Meeting(
    boolean offerer,
    byte[] offererFingerprint,
    byte[] answererFingerprint,
    String offer,
    String answer) {}
