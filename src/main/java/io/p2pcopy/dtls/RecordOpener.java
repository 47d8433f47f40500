package io.p2pcopy.dtls;

import static io.p2pcopy.dtls.RecordFormat.EXPLICIT_NONCE;
import static io.p2pcopy.dtls.RecordFormat.HEADER;
import static io.p2pcopy.dtls.RecordFormat.PROTECTION;
import static io.p2pcopy.dtls.RecordFormat.TAG;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/** Verifies and decrypts incoming records. One thread uses one object. */
final class RecordOpener {

  /** What {@link #open} returns for a record that does not verify. */
  static final int FORGED = -1;

  /** A failure counts as much as so many records that verify: it costs about ten times as much. */
  private static final int FAILURE_WEIGHT = 10;

  /** From then on, more than one record in ten has been forged for a while. */
  private static final int FLOODED = 10 * FAILURE_WEIGHT;

  private static final int MAX_PRESSURE = 10 * FLOODED;

  private final AesGcm cipher;
  private final TrafficKey key;
  private @Nullable TwoPasses twoPasses;
  private int pressure;

  RecordOpener(TrafficKey key) {
    this.key = key;
    this.cipher = AesGcm.forOpening(key);
  }

  /**
   * Opens the record at {@code offset}, whose header's length is known to be right and to hold
   * nonce and tag at least. The plaintext goes to another array, because the JDK's cipher would
   * else allocate one.
   *
   * @return the length of the plaintext at the beginning of {@code plaintext}, which has room for a
   *     tag behind it, or {@link #FORGED}
   */
  int open(byte[] array, int offset, byte[] plaintext) {
    int opened;
    try {
      opened =
          pressure < FLOODED
              ? openAtOnce(array, offset, plaintext)
              : twoPasses().open(array, offset, plaintext);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a record could not be opened", e);
    }
    pressure =
        opened == FORGED
            ? Math.min(pressure + FAILURE_WEIGHT, MAX_PRESSURE)
            : Math.max(pressure - 1, 0);
    return opened;
  }

  /** Returns whether forged records come in such numbers that they are told without exceptions. */
  boolean isFlooded() {
    return pressure >= FLOODED;
  }

  private int openAtOnce(byte[] array, int offset, byte[] plaintext)
      throws GeneralSecurityException {
    int length = RecordFormat.length(array, offset) - PROTECTION;
    try {
      return prepare(cipher, array, offset)
          .doFinal(array, offset + HEADER + EXPLICIT_NONCE, length + TAG, plaintext, 0);
    } catch (AEADBadTagException e) {
      return FORGED;
    }
  }

  private static Cipher prepare(AesGcm cipher, byte[] array, int offset)
      throws GeneralSecurityException {
    // The peer is free in its choice of explicit nonces: OpenSSL begins with a random one.
    return cipher.prepare(
        RecordFormat.getLong(array, offset + HEADER),
        RecordFormat.epochAndSequence(array, offset),
        RecordFormat.type(array, offset),
        RecordFormat.length(array, offset) - PROTECTION);
  }

  private TwoPasses twoPasses() {
    TwoPasses passes = twoPasses;
    if (passes == null) {
      passes = new TwoPasses(key);
      twoPasses = passes;
    }
    return passes;
  }

  /**
   * Opens records by encryption alone, which reports nothing by an exception: GCM encrypts and
   * decrypts by the same key stream, so encrypting the ciphertext gives the plaintext, and
   * encrypting that gives the tag to compare. A record that verifies takes twice as long, a forged
   * one a fifth of what the exception costs.
   */
  private static final class TwoPasses {
    private final AesGcm toPlaintext;
    private final AesGcm toTag;
    private final byte[] again = new byte[RecordFormat.MAX_PLAINTEXT + TAG];

    TwoPasses(TrafficKey key) {
      toPlaintext = AesGcm.forSealing(key);
      toTag = AesGcm.forSealing(key);
    }

    int open(byte[] array, int offset, byte[] plaintext) throws GeneralSecurityException {
      int length = RecordFormat.length(array, offset) - PROTECTION;
      int ciphertext = offset + HEADER + EXPLICIT_NONCE;
      toPlaintext.forgetNonce();
      prepare(toPlaintext, array, offset).doFinal(array, ciphertext, length, plaintext, 0);
      toTag.forgetNonce();
      prepare(toTag, array, offset).doFinal(plaintext, 0, length, again, 0);
      return isSameTag(array, ciphertext + length, again, length) ? length : FORGED;
    }

    /** Takes the same time for all that differ. */
    private static boolean isSameTag(byte[] one, int at, byte[] other, int otherAt) {
      int difference = 0;
      for (int i = 0; i < TAG; i++) {
        difference |= one[at + i] ^ other[otherAt + i];
      }
      return difference == 0;
    }
  }
}
