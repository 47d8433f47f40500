package io.p2pcopy.ice.gather;

import io.p2pcopy.mdns.MulticastDns;
import io.p2pcopy.net.EventLoop;
import io.p2pcopy.signal.Candidate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Host candidates whose addresses only the local network is told, by multicast DNS
 * (draft-ietf-mmusic-mdns-ice-candidates): the peer's, and ours if they are to be hidden. Lives on
 * the event loop.
 */
public final class HiddenAddresses implements AutoCloseable {

  private final MulticastDns dns;
  private final RandomGenerator random;
  private final Map<InetAddress, UUID> names = new HashMap<>();

  /**
   * @param interfaces where to ask and to answer
   */
  public HiddenAddresses(
      EventLoop loop, RandomGenerator random, Predicate<NetworkInterface> interfaces) {
    this.dns = new MulticastDns(loop, interfaces);
    this.random = random;
  }

  /** Returns a candidate with a random name for the address, under which it can be found. */
  Candidate hide(InetSocketAddress address) {
    UUID name = names.computeIfAbsent(address.getAddress(), this::publish);
    return new Candidate.Mdns(name, address.getPort());
  }

  private UUID publish(InetAddress address) {
    // RFC 9562, 5.4: version 4 in four bits, variant 10 in two. 32 random bits are enough for the
    // local network, and a blob has room for no more.
    UUID name = new UUID((random.nextLong() << 32) | 0x4000L, 0x8000000000000000L);
    dns.publish(name + ".local", address);
    return name;
  }

  /**
   * Asks for the addresses behind the names among the candidates.
   *
   * @param found is called on the loop with each
   */
  public void find(List<Candidate> candidates, Consumer<Candidate> found) {
    for (Candidate candidate : candidates) {
      if (candidate instanceof Candidate.Mdns hidden) {
        dns.resolve(hidden.hostName(), address -> reveal(hidden, address, found));
      }
    }
  }

  private static void reveal(
      Candidate.Mdns hidden, InetAddress address, Consumer<Candidate> found) {
    try {
      found.accept(new Candidate.Address(Candidate.Type.HOST, address, hidden.port()));
    } catch (IllegalArgumentException e) {
      // Not the address of a computer: whoever answers so is of no help.
    }
  }

  /** Asks and answers in the networks that this machine is in now. */
  public void networkChanged() {
    dns.networkChanged();
  }

  public void stopAsking() {
    dns.stopAsking();
  }

  @Override
  public void close() {
    dns.close();
  }
}
