package io.p2pcopy.net;

import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/**
 * Says whether the datagrams of a socket may be fragmented on their way. Large ones must not be, or
 * nobody would notice that they are too large; small ones may, as nothing else would bring them
 * through.
 */
final class Fragmentation {

  /** What fits into 1280 bytes, IPv6's smallest MTU, behind its header and that of UDP. */
  static final int SAFE_DATAGRAM = 1280 - 40 - 8;

  /** So small that it does not matter. */
  private static final int TINY_DATAGRAM = 500;

  /** How a system is told. */
  private interface Switch {
    boolean forbid(boolean forbidden) throws IOException;
  }

  private final Switch system;
  private boolean forbidden;

  private Fragmentation(Switch system) {
    this.system = system;
  }

  /**
   * Returns how to say it for this socket, or {@code null} if there is no way.
   *
   * @param options of the same socket, if the system has any
   */
  static @Nullable Fragmentation of(DatagramChannel channel, @Nullable SocketOptions options) {
    Switch system = options == null ? javaOption(channel) : options::forbidFragments;
    if (system == null) {
      return null;
    }
    var fragmentation = new Fragmentation(system);
    return fragmentation.forbid(true) && fragmentation.forbid(false) ? fragmentation : null;
  }

  /** Datagrams of this size are about to be sent. */
  void prepare(int size) {
    if (size > TINY_DATAGRAM && forbidden != size > SAFE_DATAGRAM) {
      forbid(size > SAFE_DATAGRAM);
    }
  }

  private boolean forbid(boolean wanted) {
    try {
      if (system.forbid(wanted)) {
        forbidden = wanted;
        return true;
      }
    } catch (IOException | RuntimeException e) {
      // Then it stays as it is.
    }
    return false;
  }

  /** Java has the option since version 19, in a module that may be missing. */
  private static @Nullable Switch javaOption(DatagramChannel channel) {
    for (SocketOption<?> option : channel.supportedOptions()) {
      if (option.name().equals("IP_DONTFRAGMENT") && option.type() == Boolean.class) {
        @SuppressWarnings("unchecked") // Its type has just been looked at.
        var dontFragment = (SocketOption<Boolean>) option;
        return forbidden -> {
          channel.setOption(dontFragment, forbidden);
          return true;
        };
      }
    }
    return null;
  }
}
