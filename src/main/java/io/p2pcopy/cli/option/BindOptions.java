package io.p2pcopy.cli.option;

import io.p2pcopy.net.BindPolicy;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which of this computer's addresses and ports to use. */
public final class BindOptions {

  private static final Pattern RANGE = Pattern.compile("(\\d{1,5})-(\\d{1,5})");
  private static final int MAX_PORT = 65535;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Use this UDP port, such as one that your router forwards.")
  private @Nullable String port;

  @Option(
      names = "--port-range",
      paramLabel = "A-B",
      description = "Use a free UDP port of this range, such as 4000-4010.")
  private @Nullable String portRange;

  @Option(
      names = "--interface",
      paramLabel = "NAME",
      split = ",",
      description = "Use only this network interface. May be given several times.")
  private List<String> interfaces = List.of();

  @Option(
      names = "--bind",
      paramLabel = "ADDR",
      split = ",",
      description = "Use only this address of this computer. May be given several times.")
  private List<String> addresses = List.of();

  @Option(names = "--ipv4", description = "Use IPv4 only.")
  private boolean ipv4;

  @Option(names = "--ipv6", description = "Use IPv6 only.")
  private boolean ipv6;

  BindOptions() {}

  /**
   * Returns what the options say.
   *
   * @throws TypeConversionException with a sentence, if this computer cannot do it
   */
  BindPolicy policy() {
    if (ipv4 && ipv6) {
      throw new TypeConversionException("--ipv4 and --ipv6 exclude each other.");
    }
    BindPolicy policy =
        ports().withInterfaces(interfaces()).withAddresses(addresses()).withFamilies(!ipv6, !ipv4);
    if (!policy.equals(BindPolicy.ANY)) {
      requireFreePort(policy);
    }
    return policy;
  }

  private BindPolicy ports() {
    if (port != null && portRange != null) {
      throw new TypeConversionException("--port and --port-range exclude each other.");
    }
    if (port != null) {
      int number = number(port);
      if (number < 1 || number > MAX_PORT) {
        throw new TypeConversionException(
            "--port takes a number from 1 to 65535, not '" + port + "'.");
      }
      return BindPolicy.ANY.withPorts(number, number);
    }
    return portRange == null ? BindPolicy.ANY : range(portRange);
  }

  private static BindPolicy range(String given) {
    Matcher range = RANGE.matcher(given);
    int first = range.matches() ? number(range.group(1)) : 0;
    int last = range.matches() ? number(range.group(2)) : 0;
    if (first < 1 || last < first || last > MAX_PORT) {
      throw new TypeConversionException(
          "--port-range takes two ports, such as 4000-4010, not '" + given + "'.");
    }
    return BindPolicy.ANY.withPorts(first, last);
  }

  /** Returns 0 for what is no number. */
  private static int number(String text) {
    return text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
  }

  private Set<String> interfaces() {
    if (interfaces.isEmpty()) {
      return Set.of();
    }
    try {
      List<NetworkInterface> existing = NetworkInterface.networkInterfaces().toList();
      List<String> names = existing.stream().map(NetworkInterface::getName).sorted().toList();
      for (String name : interfaces) {
        if (!names.contains(name)) {
          throw new TypeConversionException(
              "--interface "
                  + name
                  + " does not exist. This computer has "
                  + String.join(", ", names)
                  + ".");
        }
      }
    } catch (SocketException e) {
      throw new TypeConversionException("The network interfaces cannot be read: " + e.getMessage());
    }
    return Set.copyOf(interfaces);
  }

  private Set<InetAddress> addresses() {
    Set<InetAddress> own = new LinkedHashSet<>();
    for (String text : addresses) {
      own.add(address(text));
    }
    return own;
  }

  private InetAddress address(String text) {
    // A name would be looked up, so only characters of an address reach the resolver.
    boolean literal = text.matches("[0-9.]+|\\[?[0-9a-fA-F:.]+(%\\w+)?]?");
    InetAddress address;
    try {
      address = literal ? InetAddress.getByName(text) : null;
    } catch (IOException e) {
      address = null;
    }
    if (address == null) {
      throw new TypeConversionException(
          "--bind takes an address of this computer, not '" + text + "'.");
    }
    if (address instanceof Inet4Address ? ipv6 : ipv4) {
      throw new TypeConversionException(
          "--bind " + text + " does not fit " + (ipv4 ? "--ipv4" : "--ipv6") + ".");
    }
    try {
      if (NetworkInterface.getByInetAddress(address) == null) {
        throw new TypeConversionException(
            "--bind " + text + " is not an address of this computer.");
      }
    } catch (SocketException e) {
      throw new TypeConversionException("The network interfaces cannot be read: " + e.getMessage());
    }
    return address;
  }

  /** The addresses that are left must exist, and one of the ports must be free there. */
  private void requireFreePort(BindPolicy policy) {
    List<InetAddress> usable;
    try {
      usable =
          NetworkInterface.networkInterfaces()
              .filter(BindOptions::isUp)
              .flatMap(NetworkInterface::inetAddresses)
              .filter(policy::allows)
              .toList();
    } catch (SocketException e) {
      throw new TypeConversionException("The network interfaces cannot be read: " + e.getMessage());
    }
    if (usable.isEmpty()) {
      throw new TypeConversionException(
          "This computer has no address that fits --interface, --bind, --ipv4 and --ipv6.");
    }
    if (policy.hasPorts() && usable.stream().noneMatch(address -> hasFreePort(address, policy))) {
      throw new TypeConversionException(
          port != null
              ? "--port " + port + " is in use by another program. Choose another port."
              : "--port-range " + portRange + " has no free port.");
    }
  }

  private static boolean isUp(NetworkInterface candidate) {
    try {
      return candidate.isUp();
    } catch (SocketException e) {
      return false;
    }
  }

  private static boolean hasFreePort(InetAddress address, BindPolicy policy) {
    for (PrimitiveIterator.OfInt ports = policy.ports(0).iterator(); ports.hasNext(); ) {
      try (DatagramSocket socket =
          new DatagramSocket(new InetSocketAddress(address, ports.nextInt()))) {
        return socket.isBound();
      } catch (SocketException e) {
        // The next one may be free.
      }
    }
    return false;
  }
}
