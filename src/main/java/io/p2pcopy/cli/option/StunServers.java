package io.p2pcopy.cli.option;

import java.net.InetSocketAddress;
import java.util.List;
import picocli.CommandLine.TypeConversionException;

/** The servers that tell a computer its public address. */
public final class StunServers {
  /** The port of RFC 8489, section 19. */
  private static final int DEFAULT_PORT = 3478;

  private static final String NOBODY = "none";

  /** Public servers of several operators; the first answer counts. */
  public static final List<String> WELL_KNOWN =
      List.of(
          "stun.cloudflare.com:3478",
          "stun.l.google.com:19302",
          "stun.nextcloud.com:3478",
          "stun.sipgate.net:3478");

  private StunServers() {}

  /**
   * Reads what the user gave; nothing stands for the well-known servers.
   *
   * @throws TypeConversionException if one is not {@code HOST}, {@code HOST:PORT} or {@code none}
   */
  public static List<InetSocketAddress> of(List<String> given) {
    if (given.contains(NOBODY)) {
      if (given.size() > 1) {
        throw new TypeConversionException("--stun none cannot be combined with a server.");
      }
      return List.of();
    }
    return (given.isEmpty() ? WELL_KNOWN : given).stream().map(StunServers::parse).toList();
  }

  private static InetSocketAddress parse(String server) {
    int colon = server.lastIndexOf(':');
    boolean literalIpv6 = server.startsWith("[");
    if (colon < 0 || (literalIpv6 && server.endsWith("]"))) {
      return address(server, server, DEFAULT_PORT);
    }
    String port = server.substring(colon + 1);
    if (!port.matches("\\d{1,5}")) {
      throw unusable(server);
    }
    return address(server, server.substring(0, colon), Integer.parseInt(port));
  }

  private static InetSocketAddress address(String server, String host, int port) {
    boolean literalIpv6 = host.startsWith("[") && host.endsWith("]");
    String name = literalIpv6 ? host.substring(1, host.length() - 1) : host;
    if (name.isBlank() || (!literalIpv6 && name.contains(":")) || port < 1 || port > 65535) {
      throw unusable(server);
    }
    return InetSocketAddress.createUnresolved(name, port);
  }

  private static TypeConversionException unusable(String server) {
    return new TypeConversionException("--stun takes HOST:PORT or none, not '" + server + "'.");
  }
}
