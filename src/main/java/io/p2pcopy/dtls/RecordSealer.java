package io.p2pcopy.dtls;

import static io.p2pcopy.dtls.RecordFormat.EXPLICIT_NONCE;
import static io.p2pcopy.dtls.RecordFormat.HEADER;
import static io.p2pcopy.dtls.RecordFormat.PROTECTED_EPOCH;
import static io.p2pcopy.dtls.RecordFormat.PROTECTION;

import java.security.GeneralSecurityException;

/**
 * Protects outgoing records in place. One thread uses one object; several objects may share a key
 * as long as the caller gives no sequence number out twice.
 */
final class RecordSealer {

  private final AesGcm cipher;

  RecordSealer(TrafficKey key) {
    this.cipher = AesGcm.forSealing(key);
  }

  /**
   * Turns the plaintext that stands {@link DtlsTransport#HEADROOM} bytes behind {@code offset} into
   * a record that begins at {@code offset}.
   *
   * @param sequence never used before with this key; it makes the nonce
   * @return the length of the record
   */
  int seal(int type, long sequence, byte[] array, int offset, int length) {
    if (sequence < 0 || sequence > RecordFormat.MAX_SEQUENCE) {
      throw new IllegalStateException("the sequence numbers of this connection are used up");
    }
    int body = length + PROTECTION;
    RecordFormat.putHeader(
        array, offset, type, RecordFormat.DTLS_1_2, PROTECTED_EPOCH, sequence, body);
    // RFC 5288, 3: "The nonce_explicit MAY be the 64-bit sequence number."
    long nonce = RecordFormat.epochAndSequence(array, offset);
    RecordFormat.putLong(array, offset + HEADER, nonce);
    int content = offset + HEADER + EXPLICIT_NONCE;
    try {
      cipher.prepare(nonce, nonce, type, length).doFinal(array, content, length, array, content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a record could not be protected", e);
    }
    return HEADER + body;
  }
}
