package io.p2pcopy.dtls;

import java.io.IOException;
import java.util.Hashtable;
import java.util.List;
import java.util.Vector;
import org.bouncycastle.tls.AbstractTlsClient;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CertificateStatusRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsServerCertificate;
import org.jspecify.annotations.Nullable;

/** What the client offers and accepts. */
@SuppressWarnings({"JdkObsolete", "rawtypes"}) // BouncyCastle's collections.
final class HandshakeClient extends AbstractTlsClient implements TlsAuthentication {

  private final PeerAuthentication authentication;
  private final ProtocolNames protocols;

  HandshakeClient(
      KeyExportingCrypto crypto, PeerAuthentication authentication, ProtocolNames protocols) {
    super(crypto);
    this.authentication = authentication;
    this.protocols = protocols;
  }

  @Override
  protected ProtocolVersion[] getSupportedVersions() {
    return ProtocolVersion.DTLSv12.only();
  }

  /** ECDHE_RSA too: the server's certificate decides, and some peers have RSA ones. */
  @Override
  protected int[] getSupportedCipherSuites() {
    return new int[] {
      CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
      CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
      CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
      CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
    };
  }

  @Override
  protected Vector<Integer> getSupportedGroups(Vector namedGroupRoles) {
    return new Vector<>(List.of(NamedGroup.secp256r1, NamedGroup.x25519));
  }

  @Override
  protected Vector<SignatureAndHashAlgorithm> getSupportedSignatureAlgorithms() {
    return PeerAuthentication.acceptedAlgorithms();
  }

  @Override
  protected @Nullable CertificateStatusRequest getCertificateStatusRequest() {
    return null;
  }

  @Override
  protected @Nullable Vector<ProtocolName> getProtocolNames() {
    return protocols.offer();
  }

  @Override
  public void notifyHandshakeComplete() throws IOException {
    super.notifyHandshakeComplete();
    protocols.agreed(context.getSecurityParametersConnection().getApplicationProtocol());
  }

  @Override
  public Hashtable getClientExtensions() throws IOException {
    Hashtable extensions = super.getClientExtensions();
    SrtpExtension.offer(extensions);
    return extensions;
  }

  @Override
  public boolean requiresExtendedMasterSecret() {
    return true;
  }

  @Override
  public int getHandshakeResendTimeMillis() {
    return HandshakeThread.NEVER_MILLIS;
  }

  @Override
  public TlsAuthentication getAuthentication() {
    return this;
  }

  @Override
  public void notifyServerCertificate(TlsServerCertificate serverCertificate) throws IOException {
    authentication.verify(serverCertificate.getCertificate());
  }

  @Override
  public TlsCredentials getClientCredentials(CertificateRequest request) throws IOException {
    return authentication.credentials(context);
  }
}
