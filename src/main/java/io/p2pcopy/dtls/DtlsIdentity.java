package io.p2pcopy.dtls;

import io.p2pcopy.crypto.Cryptography;
import io.p2pcopy.signal.Fingerprint;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

/**
 * A key pair and the self-signed certificate for it (RFC 8827, section 6.5), made afresh for each
 * run. It does without BouncyCastle, whose classes would cost the program most of the time that it
 * has until its first line of output.
 */
public final class DtlsIdentity {

  private static final Duration CLOCKS_DIFFER_BY = Duration.ofDays(1);
  private static final Duration LIFETIME = Duration.ofDays(30);
  private static final int RANDOM_NAME_BYTES = 8;
  private static final int SERIAL_BITS = 127;

  private final PrivateKey privateKey;
  private final byte[] certificate;
  private final Fingerprint fingerprint;

  private DtlsIdentity(PrivateKey privateKey, byte[] certificate) throws GeneralSecurityException {
    this.privateKey = privateKey;
    this.certificate = certificate;
    this.fingerprint = fingerprintOf(certificate);
  }

  /**
   * Makes an ECDSA P-256 key pair and a certificate with a random name and serial number, valid
   * from a day before {@code now} to 30 days after it.
   */
  public static DtlsIdentity generate(SecureRandom random, Instant now) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      KeyPair keys = generator.generateKeyPair();
      return new DtlsIdentity(keys.getPrivate(), selfSigned(keys, random, now));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime cannot make an ECDSA certificate", e);
    }
  }

  /** Returns what the peer is told to expect. */
  public Fingerprint fingerprint() {
    return fingerprint;
  }

  PrivateKey privateKey() {
    return privateKey;
  }

  /** Returns the certificate's DER form, not a copy. */
  byte[] certificate() {
    return certificate;
  }

  static Fingerprint fingerprintOf(byte[] certificate) {
    return Fingerprint.of(Cryptography.platformSha256().digest(certificate));
  }

  /** RFC 5280, section 4.1. */
  private static byte[] selfSigned(KeyPair keys, SecureRandom random, Instant now)
      throws GeneralSecurityException {
    byte[] name = Der.commonName(randomName(random));
    byte[] content =
        Der.sequence(
            Der.VERSION_3,
            // 4.1.2.2: "The serial number MUST be a positive integer".
            Der.integer(new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE)),
            Der.ECDSA_WITH_SHA256,
            name,
            Der.sequence(Der.utcTime(now.minus(CLOCKS_DIFFER_BY)), Der.utcTime(now.plus(LIFETIME))),
            name,
            keys.getPublic().getEncoded());
    Signature signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(keys.getPrivate(), random);
    signer.update(content);
    return Der.sequence(content, Der.ECDSA_WITH_SHA256, Der.bitString(signer.sign()));
  }

  private static String randomName(SecureRandom random) {
    byte[] name = new byte[RANDOM_NAME_BYTES];
    random.nextBytes(name);
    return HexFormat.of().formatHex(name);
  }
}
