package io.p2pcopy.ice.gather;

import io.p2pcopy.signal.NatBehavior;
import io.p2pcopy.signal.NatBehavior.Mapping;
import io.p2pcopy.signal.NatBehavior.Ports;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
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
    return ofIpv4(ofOneUplink(answered.stream().filter(NatClassifier::isIpv4).toList()), ipv6);
  }

  /**
   * Keeps the mappings of the first local address; several names of one server show one mapping.
   */
  private static List<StunObservation> ofOneUplink(List<StunObservation> answered) {
    Set<List<InetSocketAddress>> seen = new HashSet<>();
    return answered.stream()
        .filter(
            observation ->
                observation.local().getAddress().equals(answered.get(0).local().getAddress()))
        .filter(observation -> seen.add(List.of(observation.local(), observation.server())))
        .toList();
  }

  private static NatBehavior ofIpv4(List<StunObservation> answered, boolean ipv6) {
    Mapping mapping = mappingOf(answered);
    if (!answered.isEmpty() && answered.stream().allMatch(NatClassifier::isPreserved)) {
      return new NatBehavior(mapping, Ports.PRESERVED, 0, ipv6);
    }
    if (mapping != Mapping.ENDPOINT_DEPENDENT) {
      return new NatBehavior(mapping, Ports.UNKNOWN, 0, ipv6);
    }
    List<Integer> ports = answered.stream().map(NatClassifier::mappedPort).toList();
    int step = stepOf(ports);
    if (step > 0) {
      return new NatBehavior(mapping, Ports.REGULAR, step, ipv6);
    }
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
  private static int stepOf(List<Integer> ports) {
    List<Integer> up = new ArrayList<>();
    List<Integer> down = new ArrayList<>();
    int smallest = Integer.MAX_VALUE;
    for (int i = 1; i < ports.size(); i++) {
      int distance = ports.get(i) - ports.get(i - 1);
      smallest = Math.min(smallest, Math.abs(distance));
      if (Math.abs(distance) <= MAX_SKIPPED_PORTS) {
        (distance > 0 ? up : down).add(Math.abs(distance));
      }
    }
    int inOrder = Math.max(up.size(), down.size());
    int outOfOrder = ports.size() - 1 - inOrder;
    boolean tolerable =
        ports.size() >= MIN_MAPPINGS_OUT_OF_ORDER ? outOfOrder <= 1 : outOfOrder == 0;
    return inOrder > 0 && tolerable && smallest <= NatBehavior.MAX_STEP ? smallest : 0;
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
