package io.p2pcopy.ice.gather;

import io.p2pcopy.signal.NatBehavior;
import io.p2pcopy.signal.NatBehavior.Mapping;
import io.p2pcopy.signal.NatBehavior.Ports;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Tells from the answers of STUN servers what kind of NAT this side is behind (RFC 4787, section
 * 4). Only IPv4 counts: translators of IPv6 are rare, and keep ports.
 *
 * <p>Each socket that asks two servers shows whether the mapping depends on the destination. If it
 * does, each pair of a socket and a server is a mapping of its own, and the sequence of their
 * external ports shows how the NAT chooses them.
 */
public final class NatClassifier {

  /**
   * Below this number of mappings, ports at random in the same 4096 are too likely to be mistaken
   * for a block: with three in one case of 90, with two in one of 8.
   */
  private static final int MIN_MAPPINGS_OF_BLOCK = 3;

  /** From this number on, one port out of line is accepted: packets may overtake each other. */
  private static final int MIN_MAPPINGS_OUT_OF_ORDER = 5;

  /** A longer way from one mapping to the next: other programs have opened mappings in between. */
  private static final int MAX_SKIPPED_PORTS = 64;

  private NatClassifier() {}

  /**
   * @param observations in the order of the first requests
   * @param ipv6 whether this side has an IPv6 address that other networks reach
   * @param complete whether all servers have had the time to answer
   */
  public static NatBehavior classify(
      List<StunObservation> observations, boolean ipv6, boolean complete) {
    List<StunObservation> answered =
        observations.stream().filter(StunObservation::isAnswered).toList();
    if (answered.isEmpty()) {
      boolean blocked = complete && !observations.isEmpty();
      return new NatBehavior(
          blocked ? Mapping.UDP_BLOCKED : Mapping.UNKNOWN, Ports.UNKNOWN, 0, ipv6);
    }
    List<StunObservation> mappings = ofOneUplink(observations);
    return ofIpv4(mappings, mappings.stream().filter(StunObservation::isAnswered).toList(), ipv6);
  }

  /**
   * Keeps the mappings of the first local address that was answered; several names of one server
   * show one mapping. Without an answer, a mapping was made all the same.
   */
  private static List<StunObservation> ofOneUplink(List<StunObservation> observations) {
    List<StunObservation> ipv4 = observations.stream().filter(NatClassifier::isIpv4).toList();
    InetAddress uplink =
        ipv4.stream()
            .filter(StunObservation::isAnswered)
            .map(observation -> observation.local().getAddress())
            .findFirst()
            .orElse(null);
    Set<List<InetSocketAddress>> seen = new HashSet<>();
    return ipv4.stream()
        .filter(observation -> observation.local().getAddress().equals(uplink))
        .filter(observation -> seen.add(List.of(observation.local(), observation.server())))
        .toList();
  }

  private static NatBehavior ofIpv4(
      List<StunObservation> mappings, List<StunObservation> answered, boolean ipv6) {
    Mapping mapping = mappingOf(answered);
    if (!answered.isEmpty() && answered.stream().allMatch(NatClassifier::isPreserved)) {
      return new NatBehavior(mapping, Ports.PRESERVED, 0, ipv6);
    }
    if (mapping != Mapping.ENDPOINT_DEPENDENT) {
      return new NatBehavior(mapping, Ports.UNKNOWN, 0, ipv6);
    }
    int step = stepOf(mappings);
    if (step > 0) {
      return new NatBehavior(mapping, Ports.REGULAR, step, ipv6);
    }
    List<Integer> ports = answered.stream().map(NatClassifier::mappedPort).toList();
    int block = blockOf(ports);
    Ports random =
        ports.size() >= MIN_MAPPINGS_OF_BLOCK || block == 0 ? Ports.RANDOM : Ports.UNKNOWN;
    return random == Ports.RANDOM && block > 0
        ? new NatBehavior(mapping, Ports.BLOCK, block, ipv6)
        : new NatBehavior(mapping, random, 0, ipv6);
  }

  private static Mapping mappingOf(List<StunObservation> answered) {
    boolean compared = false;
    for (StunObservation one : answered) {
      for (StunObservation other : answered) {
        if (!one.local().equals(other.local()) || one.server().equals(other.server())) {
          continue;
        }
        if (!Objects.equals(one.mapped(), other.mapped())) {
          return Mapping.ENDPOINT_DEPENDENT;
        }
        compared = true;
      }
    }
    return compared ? Mapping.ENDPOINT_INDEPENDENT : Mapping.UNKNOWN;
  }

  /** Returns the distance between successive mappings in ports, or 0 if there is none. */
  private static int stepOf(List<StunObservation> mappings) {
    int up = 0;
    int down = 0;
    int all = 0;
    int smallest = Integer.MAX_VALUE;
    int last = -1;
    for (int i = 0; i < mappings.size(); i++) {
      if (!mappings.get(i).isAnswered()) {
        continue;
      }
      if (last >= 0) {
        int distance = mappedPort(mappings.get(i)) - mappedPort(mappings.get(last));
        int each = Math.abs(distance) / (i - last);
        smallest = Math.min(smallest, each);
        boolean near = Math.abs(distance) <= MAX_SKIPPED_PORTS;
        up += near && distance > 0 ? 1 : 0;
        down += near && distance < 0 ? 1 : 0;
        all++;
      }
      last = i;
    }
    int outOfOrder = all - Math.max(up, down);
    boolean tolerable = outOfOrder <= (all + 1 >= MIN_MAPPINGS_OUT_OF_ORDER ? 1 : 0);
    boolean regular = all > 0 && tolerable && smallest <= NatBehavior.MAX_STEP;
    // Less than one: two packets have overtaken each other.
    return regular ? Math.max(1, smallest) : 0;
  }

  /** Returns the probable width of the block that the ports come from, or 0 if it is too wide. */
  private static int blockOf(List<Integer> ports) {
    int lowest = ports.stream().mapToInt(Integer::intValue).min().orElse(0);
    int highest = ports.stream().mapToInt(Integer::intValue).max().orElse(0);
    int count = ports.size();
    // The unbiased estimate of the width of a uniform distribution.
    double width = (highest - lowest) * (count + 1.0) / (count - 1.0);
    double exponent = Math.rint(Math.log(Math.max(width, NatBehavior.MIN_BLOCK)) / Math.log(2));
    long block = 1L << (int) exponent;
    return block <= NatBehavior.MAX_BLOCK ? (int) block : 0;
  }

  private static boolean isPreserved(StunObservation observation) {
    return mappedPort(observation) == observation.local().getPort();
  }

  private static int mappedPort(StunObservation observation) {
    return Objects.requireNonNull(observation.mapped()).getPort();
  }

  private static boolean isIpv4(StunObservation observation) {
    return observation.local().getAddress() instanceof Inet4Address
        && !(observation.server().getAddress() instanceof Inet6Address);
  }
}
