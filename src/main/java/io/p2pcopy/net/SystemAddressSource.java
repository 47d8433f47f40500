package io.p2pcopy.net;

import java.net.InetAddress;
import java.util.List;

/** The addresses that the system reports. */
final class SystemAddressSource implements AddressSource {

  private volatile boolean loopback;

  private final BindPolicy policy;

  SystemAddressSource(boolean loopback, BindPolicy policy) {
    this.policy = policy;
    this.loopback =
        loopback || policy.addresses().stream().anyMatch(InetAddress::isLoopbackAddress);
  }

  @Override
  public NetworkSnapshot snapshot() {
    return LocalAddresses.snapshot();
  }

  @Override
  public List<LocalAddress> find() {
    List<LocalAddress> found =
        LocalAddresses.find(loopback).stream().filter(own -> policy.allows(own.address())).toList();
    if (found.stream().allMatch(own -> own.address().isLoopbackAddress())) {
      // An invite that names them stays valid when a network appears.
      loopback = true;
    }
    return found;
  }
}
