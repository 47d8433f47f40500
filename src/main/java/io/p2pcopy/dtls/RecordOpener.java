package io.p2pcopy.dtls;

import static io.p2pcopy.dtls.RecordFormat.EXPLICIT_NONCE;
import static io.p2pcopy.dtls.RecordFormat.HEADER;
import static io.p2pcopy.dtls.RecordFormat.PROTECTION;
import static io.p2pcopy.dtls.RecordFormat.TAG;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;

/** Verifies and decrypts incoming records. One thread uses one object. */
final class RecordOpener {

  /** What {@link #open} returns for a record that does not verify. */
  static final int FORGED = -1;

  private final AesGcm cipher;

  RecordOpener(TrafficKey key) {
    this.cipher = AesGcm.forOpening(key);
  }

  /**
   * Opens the record at {@code offset}, whose header's length is known to be right and to hold
   * nonce and tag at least. The plaintext goes to another array, because the JDK's cipher would
   * else allocate one.
   *
   * @return the length of the plaintext at the beginning of {@code plaintext}, or {@link #FORGED}
   */
  int open(byte[] array, int offset, byte[] plaintext) {
    int length = RecordFormat.length(array, offset) - PROTECTION;
    // The peer is free in its choice of explicit nonces: OpenSSL begins with a random one.
    long nonce = RecordFormat.getLong(array, offset + HEADER);
    try {
      return cipher
          .prepare(
              nonce,
              RecordFormat.epochAndSequence(array, offset),
              RecordFormat.type(array, offset),
              length)
          .doFinal(array, offset + HEADER + EXPLICIT_NONCE, length + TAG, plaintext, 0);
    } catch (AEADBadTagException e) {
      return FORGED;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a record could not be opened", e);
    }
  }
}
