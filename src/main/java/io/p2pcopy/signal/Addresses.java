package io.p2pcopy.signal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Which IP addresses may stand in a candidate. */
public final class Addresses {
  private static final byte[] BROADCAST = {-1, -1, -1, -1};
  private static final byte[] MAPPED_PREFIX = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

  private Addresses() {}

  /**
   * Returns whether a packet to {@code address} goes to one host, and no other address means the
   * same, as it is with IPv4 addresses mapped into IPv6.
   */
  static boolean isOfOneHost(InetAddress address) {
    byte[] bytes = address.getAddress();
    return !address.isAnyLocalAddress()
        && !address.isMulticastAddress()
        && !startsWith(bytes, BROADCAST)
        && !startsWith(bytes, MAPPED_PREFIX);
  }

  /**
   * {@return the address without name and scope}
   *
   * @param bytes 4 bytes for IPv4 or 16 for IPv6
   */
  public static InetAddress of(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length, e);
    }
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }
}
