package io.p2pcopy.ice.punch;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * One host and its NAT. Sockets and ports are numbers; there is one address on each side, so that a
 * destination is a port. Mappings and filters live 30 s after the last packet that went out.
 */
final class SimulatedNat {

  enum Kind {
    PORT_RESTRICTED,
    SYMMETRIC,
    SYMMETRIC_STEP,
    SYMMETRIC_BLOCK
  }

  private static final long LIFETIME = 30_000_000_000L;
  private static final int TFTP = 69;
  private static final int FIRST_STEP = 40_000;
  private static final int BLOCK_FROM = 40_000;

  /** Two ports: of the host and the destination, or of the NAT and the destination. */
  private record Flow(int near, int destination) {}

  private record Mapping(int local, int port) {}

  private final Kind kind;
  private final boolean tftpHelper;
  private final int blockWidth;
  private final Random random;

  /** A port-restricted NAT has one mapping for all destinations, at destination 0. */
  private final Map<Flow, Mapping> mappings = new HashMap<>();

  private final Map<Flow, Mapping> byPort = new HashMap<>();
  private final Map<Flow, Long> admittedUntil = new HashMap<>();
  private int steps;

  SimulatedNat(Kind kind, boolean tftpHelper, int blockWidth, Random random) {
    this.kind = kind;
    this.tftpHelper = tftpHelper;
    this.blockWidth = blockWidth;
    this.random = random;
  }

  /** Other hosts of the network open so many mappings. */
  void otherTraffic(int count) {
    steps += count;
  }

  /** A packet goes out; returns the port that it comes from. */
  int out(int local, int destination, long now) {
    Flow flow = new Flow(local, kind == Kind.PORT_RESTRICTED ? 0 : destination);
    Mapping mapping = mappings.get(flow);
    if (mapping == null || !isAlive(mapping, destination, now)) {
      mapping = newMapping(local, flow.destination());
      mappings.put(flow, mapping);
    }
    admittedUntil.put(new Flow(mapping.port(), destination), now + LIFETIME);
    return mapping.port();
  }

  private boolean isAlive(Mapping mapping, int destination, long now) {
    return kind == Kind.PORT_RESTRICTED
        || admittedUntil.getOrDefault(new Flow(mapping.port(), destination), -1L) >= now;
  }

  /** One port may serve several destinations, but each of them only once. */
  private Mapping newMapping(int local, int destination) {
    Mapping mapping = new Mapping(local, newPort(local));
    while (byPort.putIfAbsent(new Flow(mapping.port(), destination), mapping) != null) {
      mapping = new Mapping(local, newPort(local));
    }
    return mapping;
  }

  /** Returns the local port that a packet arrives at, or -1 if it is dropped. */
  int in(int port, int source, long now) {
    boolean helped = tftpHelper && admittedUntil.getOrDefault(new Flow(port, TFTP), -1L) >= now;
    boolean admitted = admittedUntil.getOrDefault(new Flow(port, source), -1L) >= now;
    int destination = admitted ? source : TFTP;
    Mapping mapping = byPort.get(new Flow(port, kind == Kind.PORT_RESTRICTED ? 0 : destination));
    return mapping != null && (admitted || helped) ? mapping.local() : -1;
  }

  private int newPort(int local) {
    return switch (kind) {
      case PORT_RESTRICTED -> local;
      case SYMMETRIC -> 1024 + random.nextInt(64_512);
      case SYMMETRIC_STEP -> FIRST_STEP + steps++;
      case SYMMETRIC_BLOCK -> BLOCK_FROM + random.nextInt(blockWidth);
    };
  }
}
