package io.p2pcopy.net;

import java.nio.ByteBuffer;

/**
 * Finds the seams between datagrams that the kernel has handed over in one read (UDP_GRO). Their
 * lengths are not told, but everything that shares our sockets carries its own: STUN and DTLS (RFC
 * 7983).
 */
final class CoalescedDatagrams {

  private static final int STUN_HEADER = 20;
  private static final int DTLS_HEADER = 13;

  private CoalescedDatagrams() {}

  /**
   * Returns the length of what stands at the buffer's position: one STUN message, or a run of DTLS
   * records, which may be many datagrams and are handled together; all that remains if it is
   * neither or does not add up.
   */
  static int firstLength(ByteBuffer buffer) {
    int start = buffer.position();
    int first = buffer.get(start) & 0xff;
    if (isDtls(first)) {
      return dtlsRun(buffer);
    }
    if (first < 4 && buffer.remaining() >= STUN_HEADER) {
      return Math.min(buffer.remaining(), STUN_HEADER + (buffer.getShort(start + 2) & 0xffff));
    }
    return buffer.remaining();
  }

  private static int dtlsRun(ByteBuffer buffer) {
    int at = buffer.position();
    int limit = buffer.limit();
    while (limit - at >= DTLS_HEADER && isDtls(buffer.get(at) & 0xff)) {
      int length = DTLS_HEADER + (buffer.getShort(at + 11) & 0xffff);
      if (length > limit - at) {
        return buffer.remaining();
      }
      at += length;
    }
    boolean seam = at < limit && !isDtls(buffer.get(at) & 0xff);
    return seam && at > buffer.position() ? at - buffer.position() : buffer.remaining();
  }

  private static boolean isDtls(int firstByte) {
    return firstByte >= 20 && firstByte <= 63;
  }
}
