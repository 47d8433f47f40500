package io.p2pcopy.dtls;

import static io.p2pcopy.dtls.RecordFormat.putLong;
import static io.p2pcopy.dtls.RecordFormat.putShort;

import io.p2pcopy.crypto.Cryptography;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-GCM as DTLS 1.2 uses it, with one cipher object for all records of one direction and thread.
 */
final class AesGcm {

  private static final int TAG_BITS = 128;

  private final Cipher cipher;
  private final int mode;
  private final TrafficKey key;
  private final byte[] nonce = new byte[12];
  private final byte[] additionalData = new byte[13];

  private AesGcm(int mode, TrafficKey key) {
    this.mode = mode;
    this.key = key;
    System.arraycopy(key.salt(), 0, nonce, 0, key.salt().length);
    this.cipher = Cryptography.aesGcm();
  }

  static AesGcm forSealing(TrafficKey key) {
    return new AesGcm(Cipher.ENCRYPT_MODE, key);
  }

  static AesGcm forOpening(TrafficKey key) {
    return new AesGcm(Cipher.DECRYPT_MODE, key);
  }

  /**
   * Lets {@link #prepare} take the same explicit nonce again: some providers refuse to encrypt
   * twice in a row with one nonce. Only where nothing of the result leaves this process.
   */
  void forgetNonce() throws GeneralSecurityException {
    // Differs from all nonces of records in the salt.
    nonce[0] ^= (byte) 0xff;
    cipher.init(mode, key.key(), new GCMParameterSpec(TAG_BITS, nonce));
    nonce[0] ^= (byte) 0xff;
  }

  /**
   * Makes the cipher ready for one record.
   *
   * @param plaintextLength the length that the additional data names
   */
  Cipher prepare(long explicitNonce, long epochAndSequence, int type, int plaintextLength)
      throws GeneralSecurityException {
    putLong(nonce, 4, explicitNonce);
    // RFC 5246, 6.2.3.3: "additional_data = seq_num + TLSCompressed.type + TLSCompressed.version
    // + TLSCompressed.length", and RFC 6347, 4.1.2.1 puts epoch and sequence number for seq_num.
    putLong(additionalData, 0, epochAndSequence);
    additionalData[8] = (byte) type;
    putShort(additionalData, 9, RecordFormat.DTLS_1_2);
    putShort(additionalData, 11, plaintextLength);
    cipher.init(mode, key.key(), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(additionalData);
    return cipher;
  }
}
