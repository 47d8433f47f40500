package io.p2pcopy.dtls;

import io.p2pcopy.signal.Fingerprint;
import java.io.IOException;
import java.util.Vector;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaDefaultTlsCredentialedSigner;
import org.jspecify.annotations.Nullable;

/**
 * Proves who this side is and checks who the other is, the same for both roles. Used by the
 * handshake's thread only.
 */
final class PeerAuthentication {

  private static final SignatureAndHashAlgorithm OWN_ALGORITHM =
      new SignatureAndHashAlgorithm(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa);

  private final DtlsIdentity identity;
  private final Fingerprint expected;
  private final KeyExportingCrypto crypto;
  private boolean verified;
  private @Nullable DtlsCloseReason failure;

  PeerAuthentication(DtlsIdentity identity, Fingerprint expected, KeyExportingCrypto crypto) {
    this.identity = identity;
    this.expected = expected;
    this.crypto = crypto;
  }

  /** Returns whether the peer has shown the certificate that is expected. */
  boolean verified() {
    return verified;
  }

  /** Returns why {@link #verify} refused the peer, or {@code null}. */
  @Nullable DtlsCloseReason failure() {
    return failure;
  }

  /**
   * Compares the peer's certificate with the fingerprint in its description. That the peer holds
   * the key to it is proven by the signatures of the handshake, which BouncyCastle checks.
   */
  void verify(@Nullable Certificate chain) throws IOException {
    if (chain == null || chain.isEmpty()) {
      failure = DtlsCloseReason.NO_CERTIFICATE;
      throw new TlsFatalAlert(AlertDescription.handshake_failure);
    }
    // RFC 8122, 5: "the certificate presented during the TLS handshake MUST match" the fingerprint.
    if (!fingerprintOf(chain.getCertificateAt(0)).equals(expected)) {
      failure = DtlsCloseReason.FINGERPRINT_MISMATCH;
      throw new TlsFatalAlert(AlertDescription.bad_certificate);
    }
    verified = true;
  }

  TlsCredentialedSigner credentials(TlsContext context) throws IOException {
    Certificate chain =
        new Certificate(new TlsCertificate[] {crypto.createCertificate(identity.certificate())});
    return new JcaDefaultTlsCredentialedSigner(
        new TlsCryptoParameters(context), crypto, identity.privateKey(), chain, OWN_ALGORITHM);
  }

  /**
   * Returns what the peer may sign with. RSA-PSS is left out: BouncyCastle looks for it under a
   * name that the JDK's providers do not know.
   */
  @SuppressWarnings("JdkObsolete") // BouncyCastle wants it so.
  static Vector<SignatureAndHashAlgorithm> acceptedAlgorithms() {
    Vector<SignatureAndHashAlgorithm> accepted = new Vector<>();
    for (short signature : new short[] {SignatureAlgorithm.ecdsa, SignatureAlgorithm.rsa}) {
      for (short hash :
          new short[] {HashAlgorithm.sha256, HashAlgorithm.sha384, HashAlgorithm.sha512}) {
        accepted.add(new SignatureAndHashAlgorithm(hash, signature));
      }
    }
    return accepted;
  }

  private static Fingerprint fingerprintOf(TlsCertificate certificate) throws IOException {
    return DtlsIdentity.fingerprintOf(certificate.getEncoded());
  }
}
