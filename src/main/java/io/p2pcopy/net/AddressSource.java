package io.p2pcopy.net;

import java.util.List;

/** Reads the addresses of this machine. The methods may block for some milliseconds. */
public interface AddressSource {

  /** Returns the state of the networks; costs about 0.1 ms with a few interfaces. */
  NetworkSnapshot snapshot();

  /**
   * Returns the addresses at which a peer might reach this machine, the most useful first.
   *
   * @see LocalAddresses#find
   */
  List<LocalAddress> find();

  /**
   * Returns the source that asks the system.
   *
   * @param loopback whether to offer loopback addresses although the machine has others. A machine
   *     that has no others at first goes on offering them.
   * @param policy the addresses that may be used
   */
  static AddressSource system(boolean loopback, BindPolicy policy) {
    return new SystemAddressSource(loopback, policy);
  }
}
