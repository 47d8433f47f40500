package io.p2pcopy.dtls;

import java.util.List;
import java.util.Vector;
import org.bouncycastle.tls.ProtocolName;
import org.jspecify.annotations.Nullable;

/** What the two ends may agree to speak in the connection, by ALPN (RFC 7301). */
@SuppressWarnings("JdkObsolete") // BouncyCastle's collections.
final class ProtocolNames {

  private List<String> names = List.of();
  private @Nullable String agreed;

  /** Sets what this end speaks, the preferred ones first; none of them means no word of it. */
  void set(List<String> spoken) {
    names = List.copyOf(spoken);
  }

  /** Returns the one that both ends speak, or null if nothing was agreed upon. */
  @Nullable String agreed() {
    return agreed;
  }

  @Nullable Vector<ProtocolName> offer() {
    return names.isEmpty() ? null : toLibrary(names);
  }

  /**
   * Returns what the server chooses from, or null if there is nothing in common: no reason to end
   * the handshake, as the library would.
   */
  @Nullable Vector<ProtocolName> answer(@Nullable Vector<?> offered) {
    if (offered == null) {
      return null;
    }
    List<String> common =
        names.stream().filter(name -> offered.contains(ProtocolName.asUtf8Encoding(name))).toList();
    return common.isEmpty() ? null : toLibrary(common);
  }

  void agreed(@Nullable ProtocolName name) {
    agreed = name == null ? null : name.getUtf8Decoding();
  }

  private static Vector<ProtocolName> toLibrary(List<String> texts) {
    return new Vector<>(texts.stream().map(ProtocolName::asUtf8Encoding).toList());
  }
}
