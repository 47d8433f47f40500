package io.p2pcopy.net;

import java.net.InetAddress;

/**
 * An address of this machine.
 *
 * @param prefixLength how many of its first bits its network's addresses have in common
 * @param offered whether to tell peers of it: false for networks that only exist inside this
 *     machine, and for addresses that another one of the same interface makes needless
 */
public record LocalAddress(InetAddress address, int prefixLength, boolean offered) {

  /** Returns whether {@code remote} belongs to the network that this address is in. */
  public boolean isOnLink(InetAddress remote) {
    return LocalAddresses.haveSamePrefix(address, remote, prefixLength);
  }
}
