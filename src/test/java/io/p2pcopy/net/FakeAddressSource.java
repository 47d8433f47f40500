package io.p2pcopy.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A machine whose addresses come and go as a test says. */
public final class FakeAddressSource implements AddressSource {

  public final AtomicInteger snapshots = new AtomicInteger();

  /** Runs whenever the state is read. */
  volatile Runnable onSnapshot = () -> {};

  private volatile List<LocalAddress> addresses;

  /**
   * @param addresses of this machine, such as 127.0.0.2, the most useful first
   */
  public FakeAddressSource(String... addresses) {
    this.addresses = parse(addresses);
  }

  /** Replaces the addresses of this machine. */
  public void set(String... now) {
    addresses = parse(now);
  }

  private static List<LocalAddress> parse(String... texts) {
    return Stream.of(texts).map(FakeAddressSource::local).toList();
  }

  /** Returns an address that is to be offered, alone in its network. */
  public static LocalAddress local(String text) {
    try {
      InetAddress address = InetAddress.getByName(text);
      return new LocalAddress(address, 8 * address.getAddress().length, true);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  public NetworkSnapshot snapshot() {
    snapshots.incrementAndGet();
    onSnapshot.run();
    return NetworkSnapshot.of(addresses);
  }

  @Override
  public List<LocalAddress> find() {
    return addresses;
  }
}
