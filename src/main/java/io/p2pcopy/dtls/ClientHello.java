package io.p2pcopy.dtls;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What tells the handshakes of several clients apart (RFC 5246, section 7.4.1.2). */
public final class ClientHello {

  /** client_version 2, and the random. */
  private static final int VERSION = 2;

  private static final int RANDOM = 32;

  private ClientHello() {}

  /**
   * Returns the random of the ClientHello whose first fragment begins the datagram, or {@code null}
   * if none does. A client repeats it in all retransmissions and on all paths.
   */
  public static @Nullable ByteBuffer randomIn(ByteBuffer datagram) {
    int message = datagram.position() + RecordFormat.HEADER;
    int random = message + HandshakeMessage.HEADER + VERSION;
    if (datagram.limit() - random < RANDOM
        || datagram.get(datagram.position()) != RecordFormat.HANDSHAKE
        || datagram.getShort(datagram.position() + 3) != RecordFormat.PLAIN_EPOCH
        || datagram.get(message) != HandshakeMessage.CLIENT_HELLO
        || fragmentOffset(datagram, message) != 0) {
      return null;
    }
    byte[] copy = new byte[RANDOM];
    datagram.get(random, copy);
    return ByteBuffer.wrap(copy);
  }

  private static int fragmentOffset(ByteBuffer datagram, int message) {
    return (datagram.get(message + 6) & 0xff) << 16 | (datagram.getShort(message + 7) & 0xffff);
  }
}
