package io.p2pcopy.signal;

import java.net.InetAddress;
import java.util.UUID;

/** A transport address at which a peer may be reached over UDP (RFC 8445, section 5.1). */
public sealed interface Candidate {

  /**
   * The candidate types of an offer or answer. Peer-reflexive candidates are discovered by checks
   * and never signaled.
   */
  enum Type {
    /** An address of an interface. */
    HOST,
    /** The address that a STUN server sees. */
    SERVER_REFLEXIVE,
    /** An address of a TURN server. */
    RELAYED
  }

  /** {@return how the address was found} */
  Type type();

  /** {@return the UDP port, 1 to 65535} */
  int port();

  /** A candidate with a literal IPv4 or IPv6 unicast address. */
  record Address(Type type, InetAddress address, int port) implements Candidate {
    /**
     * Checks that the port is valid.
     *
     * @param type offer or answer
     * @param port the UDP port, 1 to 65535
     * @param address the numeric address
     */
    public Address {
      if (!Addresses.isOfOneHost(address)) {
        throw new IllegalArgumentException("not a unicast address: " + address);
      }
      checkPort(port);
    }
  }

  /**
   * A host candidate whose address is concealed by the multicast DNS name {@code uuid.local}
   * (draft-ietf-mmusic-mdns-ice-candidates).
   */
  record Mdns(UUID name, int port) implements Candidate {
    /**
     * Checks that the port is valid.
     *
     * @param name the name in a message
     * @param port the UDP port, 1 to 65535
     */
    public Mdns {
      checkPort(port);
    }

    @Override
    public Type type() {
      return Type.HOST;
    }

    /** {@return the name to resolve, which ends with {@code .local}} */
    public String hostName() {
      return name + ".local";
    }
  }

  private static void checkPort(int port) {
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port out of range: " + port);
    }
  }
}
