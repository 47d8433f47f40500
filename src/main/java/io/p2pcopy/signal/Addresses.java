package io.p2pcopy.signal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Checks and creates the IP addresses of candidates. */
public final class Addresses {
  private static final byte[] BROADCAST = {-1, -1, -1, -1};
  private static final byte[] MAPPED_PREFIX = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

  private Addresses() {}

  /**
   * Returns whether {@code address} is a unicast address in its canonical form: not unspecified,
   * multicast, broadcast or an IPv4-mapped IPv6 address.
   */
  static boolean isOfOneHost(InetAddress address) {
    byte[] bytes = address.getAddress();
    return !address.isAnyLocalAddress()
        && !address.isMulticastAddress()
        && !startsWith(bytes, BROADCAST)
        && !startsWith(bytes, MAPPED_PREFIX);
  }

  /**
   * {@return the address of 4 or 16 bytes, without host name and scope}
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
