package io.p2pcopy.dtls;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Consumer;
import org.bouncycastle.jcajce.util.DefaultJcaJceHelper;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.EncryptionAlgorithm;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.TlsNullNullCipher;
import org.bouncycastle.tls.crypto.impl.TlsImplUtils;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;

/**
 * The JDK's cryptography for BouncyCastle's handshake, except that the keys for the records are
 * handed out. BouncyCastle itself gets a cipher that changes nothing, so that the traffic keys are
 * used in one place only: what it calls protected is protected by {@link RecordWriter}.
 */
final class KeyExportingCrypto extends JcaTlsCrypto {

  private final Consumer<TrafficKeys> receiver;

  KeyExportingCrypto(SecureRandom random, Consumer<TrafficKeys> receiver) {
    super(new DefaultJcaJceHelper(), random, random);
    this.receiver = receiver;
  }

  @Override
  public TlsCipher createCipher(
      TlsCryptoParameters parameters, int encryptionAlgorithm, int macAlgorithm)
      throws IOException {
    int keyLength = keyLength(encryptionAlgorithm);
    byte[] block = TlsImplUtils.calculateKeyBlock(parameters, TrafficKey.blockLength(keyLength));
    TrafficKey client = TrafficKey.ofClient(block, keyLength);
    TrafficKey server = TrafficKey.ofServer(block, keyLength);
    Arrays.fill(block, (byte) 0);
    String suite = nameOf(parameters.getSecurityParametersHandshake().getCipherSuite());
    receiver.accept(
        parameters.isServer()
            ? new TrafficKeys(suite, server, client)
            : new TrafficKeys(suite, client, server));
    return TlsNullNullCipher.INSTANCE;
  }

  private static String nameOf(int cipherSuite) throws TlsFatalAlert {
    return switch (cipherSuite) {
      case CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 ->
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";
      case CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 ->
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384";
      case CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 ->
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";
      case CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 ->
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384";
      default -> throw new TlsFatalAlert(AlertDescription.internal_error);
    };
  }

  private static int keyLength(int encryptionAlgorithm) throws TlsFatalAlert {
    return switch (encryptionAlgorithm) {
      case EncryptionAlgorithm.AES_128_GCM -> 16;
      case EncryptionAlgorithm.AES_256_GCM -> 32;
      default -> throw new TlsFatalAlert(AlertDescription.internal_error);
    };
  }
}
