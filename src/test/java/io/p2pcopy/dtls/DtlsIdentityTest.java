package io.p2pcopy.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class DtlsIdentityTest {

  private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");

  private final SecureRandom random = new SecureRandom();

  @Test
  void theCertificateIsSelfSignedForAP256Key() throws Exception {
    X509Certificate certificate = parse(DtlsIdentity.generate(random, NOW));

    certificate.verify(certificate.getPublicKey());
    assertThat(certificate.getVersion()).isEqualTo(3);
    assertThat(certificate.getSigAlgName()).isEqualTo("SHA256withECDSA");
    assertThat(((ECPublicKey) certificate.getPublicKey()).getParams().getOrder().bitLength())
        .isEqualTo(256);
    assertThat(certificate.getSerialNumber()).isPositive();
    assertThat(certificate.getSubjectX500Principal())
        .isEqualTo(certificate.getIssuerX500Principal());
  }

  @Test
  void theCertificateIsValidFromYesterdayForAMonth() throws Exception {
    X509Certificate certificate = parse(DtlsIdentity.generate(random, NOW));

    assertThat(certificate.getNotBefore().toInstant()).isEqualTo(NOW.minus(Duration.ofDays(1)));
    assertThat(certificate.getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(30)));
  }

  @Test
  void theFingerprintIsTheHashOfTheCertificate() throws Exception {
    DtlsIdentity identity = DtlsIdentity.generate(random, NOW);
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(identity.certificate());

    assertThat(identity.fingerprint().toSdp())
        .isEqualTo(HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash));
  }

  @Test
  void noTwoIdentitiesShareAnything() throws Exception {
    X509Certificate one = parse(DtlsIdentity.generate(random, NOW));
    X509Certificate other = parse(DtlsIdentity.generate(random, NOW));

    assertThat(one.getPublicKey()).isNotEqualTo(other.getPublicKey());
    assertThat(one.getSerialNumber()).isNotEqualTo(other.getSerialNumber());
    assertThat(one.getSubjectX500Principal()).isNotEqualTo(other.getSubjectX500Principal());
  }

  private static X509Certificate parse(DtlsIdentity identity) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(identity.certificate()));
  }
}
