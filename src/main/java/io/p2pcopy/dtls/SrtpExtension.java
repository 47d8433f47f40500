package io.p2pcopy.dtls;

import java.io.IOException;
import java.util.Hashtable;
import org.bouncycastle.tls.SRTPProtectionProfile;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.jspecify.annotations.Nullable;

/**
 * The extension with which SRTP is agreed on (RFC 5764, section 4.1). There is never any media; but
 * RFC 8827, section 6.5 has every endpoint support it, and some peers break off a handshake without
 * it even when all they carry is data.
 */
@SuppressWarnings({"JdkObsolete", "rawtypes"}) // BouncyCastle's tables.
final class SrtpExtension {

  private SrtpExtension() {}

  /** RFC 8827, section 6.5: this profile is the one that everybody has. */
  static void offer(Hashtable clientExtensions) throws IOException {
    add(clientExtensions, SRTPProtectionProfile.SRTP_AES128_CM_HMAC_SHA1_80);
  }

  /** Agrees to the client's favourite, if it has offered any. */
  static void answer(@Nullable Hashtable clientExtensions, Hashtable serverExtensions)
      throws IOException {
    UseSRTPData offered = TlsSRTPUtils.getUseSRTPExtension(clientExtensions);
    if (offered != null && offered.getProtectionProfiles().length > 0) {
      add(serverExtensions, offered.getProtectionProfiles()[0]);
    }
  }

  private static void add(Hashtable extensions, int profile) throws IOException {
    int[] profiles = {profile};
    TlsSRTPUtils.addUseSRTPExtension(extensions, new UseSRTPData(profiles, TlsUtils.EMPTY_BYTES));
  }
}
