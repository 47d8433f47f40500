package io.p2pcopy.net;

import io.p2pcopy.net.InterfaceEntry.Kind;
import java.io.IOException;
import java.net.Inet6Address;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What Linux tells of network interfaces beyond Java: their kind by {@code /sys/class/net}, the
 * default routes and the state of IPv6 addresses by {@code /proc/net}. A name is never evidence.
 * Where the files are missing, as in some containers, nothing is known of any interface.
 */
final class LinuxInterfaces {

  private static final Pattern COLUMNS = Pattern.compile("\\s+");

  /** In {@code /sys/class/net/X}, links to the interfaces that X is on top of begin so. */
  private static final String LOWER = "lower_";

  /** Bridges on VLANs on bonds: nobody stacks more. */
  private static final int DEEPEST_STACK = 8;

  // include/uapi/linux/if_arp.h
  private static final int ARPHRD_ETHER = 1;

  // include/uapi/linux/if_addr.h
  private static final int IFA_F_TEMPORARY = 0x01;
  private static final int IFA_F_DADFAILED = 0x08;
  private static final int IFA_F_DEPRECATED = 0x20;
  private static final int IFA_F_TENTATIVE = 0x40;

  // include/uapi/linux/route.h
  private static final int RTF_UP = 0x1;
  private static final int RTF_REJECT = 0x200;

  private static final String ANY_IPV6 = "0".repeat(32);

  /** Ethernet in packets of another network: its other ends are wherever the tunnel leads. */
  private static final Set<String> OVERLAYS = Set.of("vxlan", "geneve", "wireguard");

  private final Path sys;
  private final Map<String, Integer> ipv6Flags = new HashMap<>();
  private final Set<String> ipv4Defaults;
  private final Set<String> ipv6Defaults;
  private final boolean anyCard;

  private LinuxInterfaces(Path root) {
    sys = root.resolve("sys/class/net");
    Path proc = root.resolve("proc/net");
    for (List<String> columns : rows(proc.resolve("if_inet6"))) {
      if (columns.size() >= 6) {
        ipv6Flags.put(columns.get(0), Integer.parseInt(columns.get(4), 16));
      }
    }
    ipv4Defaults = ipv4Defaults(rows(proc.resolve("route")));
    ipv6Defaults = ipv6Defaults(rows(proc.resolve("ipv6_route")));
    anyCard = entries(sys).stream().anyMatch(this::isCard);
  }

  /** Reads the tables of this moment. */
  static LinuxInterfaces read() {
    return read(Path.of("/"));
  }

  /**
   * @param root the directory that {@code sys} and {@code proc} are in
   */
  static LinuxInterfaces read(Path root) {
    return new LinuxInterfaces(root);
  }

  /** Returns the table of IPv6 addresses with their interfaces and flags as text, or "". */
  static String ipv6States(Path root) {
    return String.join("\n", lines(root.resolve("proc/net/if_inet6")));
  }

  /** Returns whether the address is in use: not being checked for duplicates, nor one of them. */
  boolean isUsable(Inet6Address address) {
    return (flags(address) & (IFA_F_TENTATIVE | IFA_F_DADFAILED)) == 0;
  }

  boolean isTemporary(Inet6Address address) {
    return (flags(address) & IFA_F_TEMPORARY) != 0;
  }

  boolean isDeprecated(Inet6Address address) {
    return (flags(address) & IFA_F_DEPRECATED) != 0;
  }

  private int flags(Inet6Address address) {
    return ipv6Flags.getOrDefault(HexFormat.of().formatHex(address.getAddress()), 0);
  }

  boolean hasIpv4Default(String name) {
    return ipv4Defaults.contains(name);
  }

  boolean hasIpv6Default(String name) {
    return ipv6Defaults.contains(name);
  }

  Kind kind(String name) {
    Path folder = sys.resolve(name);
    if (!Files.isDirectory(folder)) {
      return Kind.OTHER;
    }
    int type = number(folder.resolve("type"), ARPHRD_ETHER);
    if (type != ARPHRD_ETHER && !isCard(name)) {
      return Kind.TUNNEL;
    }
    if (OVERLAYS.contains(deviceType(folder)) || Files.exists(folder.resolve("tun_flags"))) {
      return Kind.TUNNEL;
    }
    if (Files.exists(folder.resolve("brport"))) {
      // Its bridge has the addresses, and takes what arrives here.
      return Kind.HOST_ONLY;
    }
    if (reachesCard(name, 0)) {
      return Kind.PHYSICAL;
    }
    return lower(name).isEmpty() ? kindOfLowest(folder) : kindOnTop(folder, lower(name));
  }

  /** Of an interface that is on top of none, nor of a card. */
  private Kind kindOfLowest(Path folder) {
    if (isBridge(folder)) {
      return Kind.HOST_ONLY;
    }
    // What has no type is mostly one end of a pair, whose other end is in a container.
    return deviceType(folder).isEmpty() ? virtual() : Kind.OTHER;
  }

  private Kind kindOnTop(Path folder, List<String> lower) {
    if (isBridge(folder)) {
      // A tap has a virtual machine at its other end.
      return lower.stream().allMatch(this::isTap) ? Kind.HOST_ONLY : virtual();
    }
    return lower.stream().map(this::kind).min(Comparator.naturalOrder()).orElse(Kind.OTHER);
  }

  /**
   * Beside a card, pairs of virtual Ethernet and bridges of them lead into containers. Where there
   * is no card, this is the container, and they are its network.
   */
  private Kind virtual() {
    return anyCard ? Kind.HOST_ONLY : Kind.OTHER;
  }

  private static boolean isBridge(Path folder) {
    return Files.isDirectory(folder.resolve("bridge"));
  }

  /** Returns whether hardware is behind it: a device of a bus, which virtual interfaces lack. */
  private boolean isCard(String name) {
    return Files.exists(sys.resolve(name).resolve("device"));
  }

  private boolean reachesCard(String name, int depth) {
    return isCard(name)
        || (depth < DEEPEST_STACK
            && lower(name).stream().anyMatch(below -> reachesCard(below, depth + 1)));
  }

  private boolean isTap(String name) {
    return Files.exists(sys.resolve(name).resolve("tun_flags"));
  }

  private List<String> lower(String name) {
    return entries(sys.resolve(name)).stream()
        .filter(entry -> entry.startsWith(LOWER))
        .map(entry -> entry.substring(LOWER.length()))
        .toList();
  }

  private static List<String> entries(Path folder) {
    try (Stream<Path> found = Files.list(folder)) {
      return found.map(path -> path.getFileName().toString()).toList();
    } catch (IOException | RuntimeException e) {
      return List.of();
    }
  }

  private static String deviceType(Path folder) {
    return lines(folder.resolve("uevent")).stream()
        .filter(line -> line.startsWith("DEVTYPE="))
        .map(line -> line.substring("DEVTYPE=".length()))
        .findFirst()
        .orElse("");
  }

  private static int number(Path file, int unknown) {
    try {
      return Integer.decode(lines(file).get(0).trim());
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      return unknown;
    }
  }

  private static Set<String> ipv4Defaults(List<List<String>> routes) {
    return routes.stream()
        .filter(row -> row.size() >= 8 && row.get(1).equals("00000000"))
        .filter(row -> row.get(7).equals("00000000") && isInUse(row.get(3)))
        .map(row -> row.get(0))
        .collect(Collectors.toSet());
  }

  private static Set<String> ipv6Defaults(List<List<String>> routes) {
    return routes.stream()
        .filter(row -> row.size() >= 10 && row.get(0).equals(ANY_IPV6) && row.get(1).equals("00"))
        .filter(row -> isInUse(row.get(8)))
        .map(row -> row.get(9))
        .collect(Collectors.toSet());
  }

  private static boolean isInUse(String flags) {
    return (Long.parseLong(flags, 16) & (RTF_UP | RTF_REJECT)) == RTF_UP;
  }

  private static List<List<String>> rows(Path file) {
    return lines(file).stream().map(line -> List.of(COLUMNS.split(line.trim()))).toList();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (IOException | RuntimeException e) {
      return List.of();
    }
  }
}
