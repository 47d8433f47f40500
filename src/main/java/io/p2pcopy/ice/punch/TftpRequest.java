package io.p2pcopy.ice.punch;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A request for a file (RFC 1350, section 5). A NAT with a helper for TFTP expects the answer from
 * any port of the address that it was sent to, and admits it.
 */
public final class TftpRequest {

  /** The port of TFTP servers. */
  public static final int PORT = 69;

  private static final short READ_REQUEST = 1;

  private TftpRequest() {}

  /** Returns the packet; no server has a file of this name. */
  public static ByteBuffer packet() {
    byte[] names = "p2pcopy\0octet\0".getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(2 + names.length).putShort(READ_REQUEST).put(names).flip();
  }
}
