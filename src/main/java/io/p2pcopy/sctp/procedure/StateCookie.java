package io.p2pcopy.sctp.procedure;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The State Cookie (RFC 9260, section 5.1.3): carries the state of a received INIT, so that this
 * side keeps none until the peer's address is verified.
 *
 * <pre>
 * +---------------------------------------------------------------+
 * \                HMAC-SHA-256 of the rest (32 bytes)            \
 * +---------------------------------------------------------------+
 * |                    Time of creation (8 bytes)                 |
 * +---------------------------------------------------------------+
 * |                            Local tag                          |
 * +---------------------------------------------------------------+
 * |                            Peer's tag                         |
 * +---------------------------------------------------------------+
 * |                       Peer's initial TSN                      |
 * +---------------------------------------------------------------+
 * |                         Peer's a_rwnd                         |
 * +-------------------------------+-------------------------------+
 * |       Outbound streams        |        Inbound streams        |
 * +-------------------------------+-------------------------------+
 * |              1: supports RE-CONFIG, 2: uses I-DATA            |
 * +---------------------------------------------------------------+
 * </pre>
 */
record StateCookie(long created, int localTag, PeerParameters peer) {

  private static final int MAC_LENGTH = 32;
  private static final int BODY_LENGTH = 32;
  private static final int RE_CONFIG = 1;
  private static final int INTERLEAVING = 2;

  /** Authenticates cookies with a random key. */
  static final class Sealer {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_LENGTH = 32;

    private final Mac mac;

    Sealer(RandomGenerator random) {
      byte[] key = new byte[KEY_LENGTH];
      random.nextBytes(key);
      try {
        mac = Mac.getInstance(ALGORITHM);
        mac.init(new SecretKeySpec(key, ALGORITHM));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
      }
    }

    byte[] seal(StateCookie cookie) {
      byte[] body = cookie.body();
      return ByteBuffer.allocate(MAC_LENGTH + BODY_LENGTH).put(mac.doFinal(body)).put(body).array();
    }

    /** Returns the cookie, or null if its MAC is wrong. */
    @Nullable StateCookie open(byte[] sealed) {
      if (sealed.length != MAC_LENGTH + BODY_LENGTH) {
        return null;
      }
      byte[] claimed = new byte[MAC_LENGTH];
      byte[] body = new byte[BODY_LENGTH];
      ByteBuffer.wrap(sealed).get(claimed).get(body);
      return MessageDigest.isEqual(claimed, mac.doFinal(body)) ? of(body) : null;
    }
  }

  private byte[] body() {
    return ByteBuffer.allocate(BODY_LENGTH)
        .putLong(created)
        .putInt(localTag)
        .putInt(peer.tag())
        .putInt(peer.initialTsn())
        .putInt((int) peer.window())
        .putShort((short) peer.outboundStreams())
        .putShort((short) peer.inboundStreams())
        .putInt((peer.reConfig() ? RE_CONFIG : 0) | (peer.interleaving() ? INTERLEAVING : 0))
        .array();
  }

  private static StateCookie of(byte[] body) {
    var in = ByteBuffer.wrap(body);
    long created = in.getLong();
    int localTag = in.getInt();
    int tag = in.getInt();
    int initialTsn = in.getInt();
    long window = Integer.toUnsignedLong(in.getInt());
    int outbound = Short.toUnsignedInt(in.getShort());
    int inbound = Short.toUnsignedInt(in.getShort());
    int extensions = in.getInt();
    var peer =
        new PeerParameters(
            tag,
            initialTsn,
            window,
            outbound,
            inbound,
            (extensions & RE_CONFIG) != 0,
            (extensions & INTERLEAVING) != 0,
            false);
    return new StateCookie(created, localTag, peer);
  }
}
