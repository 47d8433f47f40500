package io.p2pcopy.dtls;

import java.io.IOException;
import java.util.Hashtable;
import java.util.Vector;
import org.bouncycastle.tls.AbstractTlsServer;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsCredentials;
import org.jspecify.annotations.Nullable;

/** What the server chooses and demands. */
@SuppressWarnings({"JdkObsolete", "rawtypes"}) // BouncyCastle's tables.
final class HandshakeServer extends AbstractTlsServer {

  private static final int[] GROUPS = {NamedGroup.secp256r1, NamedGroup.x25519};
  private static final int NO_GROUP = -1;

  private final PeerAuthentication authentication;
  private final ProtocolNames protocols;

  HandshakeServer(
      KeyExportingCrypto crypto, PeerAuthentication authentication, ProtocolNames protocols) {
    super(crypto);
    this.authentication = authentication;
    this.protocols = protocols;
  }

  @Override
  protected ProtocolVersion[] getSupportedVersions() {
    return ProtocolVersion.DTLSv12.only();
  }

  @Override
  protected int[] getSupportedCipherSuites() {
    return new int[] {
      CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
      CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
    };
  }

  @Override
  protected boolean preferLocalCipherSuites() {
    return true;
  }

  @Override
  protected boolean allowCertificateStatus() {
    return false;
  }

  @Override
  public int[] getSupportedGroups() {
    return GROUPS.clone();
  }

  /** BouncyCastle's own choice may fall on a group that the JDK lacks. */
  @Override
  protected int selectECDH(int minimumCurveBits) {
    int[] offered = context.getSecurityParametersHandshake().getClientSupportedGroups();
    if (offered == null) {
      return NamedGroup.secp256r1;
    }
    for (int group : GROUPS) {
      for (int candidate : offered) {
        if (candidate == group) {
          return group;
        }
      }
    }
    return NO_GROUP;
  }

  /** No common group: no cipher suite then, which ends the handshake with the right alert. */
  @Override
  protected int getMaximumNegotiableCurveBits() {
    int group = selectECDH(0);
    return group == NO_GROUP ? 0 : NamedGroup.getCurveBits(group);
  }

  @Override
  protected @Nullable Vector<ProtocolName> getProtocolNames() {
    return protocols.answer(clientProtocolNames);
  }

  @Override
  public void notifyHandshakeComplete() throws IOException {
    super.notifyHandshakeComplete();
    protocols.agreed(context.getSecurityParametersConnection().getApplicationProtocol());
  }

  @Override
  public Hashtable getServerExtensions() throws IOException {
    Hashtable extensions = super.getServerExtensions();
    SrtpExtension.answer(clientExtensions, extensions);
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
  public TlsCredentials getCredentials() throws IOException {
    return authentication.credentials(context);
  }

  @Override
  public CertificateRequest getCertificateRequest() {
    short[] types = {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign};
    return new CertificateRequest(types, PeerAuthentication.acceptedAlgorithms(), null);
  }

  @Override
  public void notifyClientCertificate(Certificate clientCertificate) throws IOException {
    authentication.verify(clientCertificate);
  }
}
