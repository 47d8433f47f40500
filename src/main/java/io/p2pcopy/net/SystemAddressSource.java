package io.p2pcopy.net;

import java.util.List;

/** The addresses that the system reports. */
final class SystemAddressSource implements AddressSource {

  private volatile boolean loopback;

  SystemAddressSource(boolean loopback) {
    this.loopback = loopback;
  }

  @Override
  public NetworkSnapshot snapshot() {
    return LocalAddresses.snapshot();
  }

  @Override
  public List<LocalAddress> find() {
    List<LocalAddress> found = LocalAddresses.find(loopback);
    if (found.stream().allMatch(own -> own.address().isLoopbackAddress())) {
      // An invite that names them stays valid when a network appears.
      loopback = true;
    }
    return found;
  }
}
