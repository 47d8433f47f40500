package io.p2pcopy.dtls;

import io.p2pcopy.signal.Fingerprint;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * A key pair and the self-signed certificate for it (RFC 8827, section 6.5), made afresh for each
 * run.
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
    } catch (GeneralSecurityException | IOException e) {
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

  static Fingerprint fingerprintOf(byte[] certificate) throws GeneralSecurityException {
    return Fingerprint.of(MessageDigest.getInstance("SHA-256").digest(certificate));
  }

  private static byte[] selfSigned(KeyPair keys, SecureRandom random, Instant now)
      throws GeneralSecurityException, IOException {
    AlgorithmIdentifier algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    X500Name name = new X500Name("CN=" + randomName(random));
    V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
    // RFC 5280, 4.1.2.2: "The serial number MUST be a positive integer".
    generator.setSerialNumber(
        new ASN1Integer(new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE)));
    generator.setSignature(algorithm);
    generator.setIssuer(name);
    generator.setSubject(name);
    generator.setStartDate(new Time(Date.from(now.minus(CLOCKS_DIFFER_BY))));
    generator.setEndDate(new Time(Date.from(now.plus(LIFETIME))));
    generator.setSubjectPublicKeyInfo(
        SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
    TBSCertificate content = generator.generateTBSCertificate();

    Signature signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(keys.getPrivate(), random);
    signer.update(content.getEncoded(ASN1Encoding.DER));
    DERBitString signature = new DERBitString(signer.sign());
    return new DERSequence(new ASN1Encodable[] {content, algorithm, signature})
        .getEncoded(ASN1Encoding.DER);
  }

  private static String randomName(SecureRandom random) {
    byte[] name = new byte[RANDOM_NAME_BYTES];
    random.nextBytes(name);
    return HexFormat.of().formatHex(name);
  }
}
