package io.p2pcopy.net;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.ptr.IntByReference;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Socket options of Linux that Java does not know. Optional: where anything about it does not work,
 * there is none, and all goes on without.
 */
final class SocketOptions {

  // From the kernel's headers, the same on all platforms that Java runs on.
  private static final int SOL_SOCKET = 1;
  private static final int SO_SNDBUFFORCE = 32;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SOL_UDP = 17;
  private static final int UDP_SEGMENT = 103;
  private static final int UDP_GRO = 104;

  private static final int IPPROTO_IP = 0;
  private static final int IP_TTL = 2;
  private static final int IP_MTU_DISCOVER = 10;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_MTU_DISCOVER = 23;
  private static final int PMTUDISC_DONT = 0;

  /** For {@link #limitHops}: as many as the system's other sockets. */
  static final int DEFAULT_HOPS = -1;

  /** Never fragments, whatever the kernel believes to know of the path. */
  private static final int PMTUDISC_PROBE = 3;

  /** The one function of the C library that is needed. */
  private interface CLibrary extends Library {
    int setsockopt(int socket, int level, int option, IntByReference value, int length);
  }

  private final CLibrary library;
  private final int descriptor;
  private final boolean ipv6;

  private SocketOptions(CLibrary library, int descriptor, boolean ipv6) {
    this.library = library;
    this.descriptor = descriptor;
    this.ipv6 = ipv6;
  }

  /**
   * Makes ready what the options need, which takes tenths of a second of processor time once.
   *
   * @return whether there are such options on this system
   */
  static boolean load() {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      return false;
    }
    try {
      return CLibraryHolder.LIBRARY != null;
    } catch (LinkageError | RuntimeException e) {
      return false;
    }
  }

  /**
   * Returns the options of the socket that is bound to {@code local}, or {@code null}. Reads tables
   * of the system, which takes milliseconds.
   */
  static @Nullable SocketOptions of(InetSocketAddress local) {
    if (!load()) {
      return null;
    }
    try {
      int found = SocketFileDescriptor.find(local);
      return found == SocketFileDescriptor.NONE
          ? null
          : new SocketOptions(
              CLibraryHolder.LIBRARY, found, local.getAddress() instanceof Inet6Address);
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  /**
   * Asks for larger buffers than the system's limits allow; only a privileged process gets them.
   */
  void forceBufferSizes(int bytes) {
    set(SOL_SOCKET, SO_RCVBUFFORCE, bytes);
    set(SOL_SOCKET, SO_SNDBUFFORCE, bytes);
  }

  /** Lets the kernel hand over several datagrams of one source in one read (UDP_GRO). */
  boolean coalesceReads() {
    return set(SOL_UDP, UDP_GRO, 1);
  }

  /**
   * Lets the kernel cut what is written into datagrams of {@code bytes} (UDP_SEGMENT); 0 ends that.
   */
  boolean segmentWrites(int bytes) {
    return set(SOL_UDP, UDP_SEGMENT, bytes);
  }

  /** Makes datagrams that are too large for their way vanish instead of being fragmented. */
  boolean forbidFragments(boolean forbidden) {
    int mode = forbidden ? PMTUDISC_PROBE : PMTUDISC_DONT;
    return ipv6
        ? set(IPPROTO_IPV6, IPV6_MTU_DISCOVER, mode)
        : set(IPPROTO_IP, IP_MTU_DISCOVER, mode);
  }

  /** Lets IPv4 packets die after so many hops. */
  boolean limitHops(int hops) {
    return !ipv6 && set(IPPROTO_IP, IP_TTL, hops);
  }

  private boolean set(int level, int option, int value) {
    return library.setsockopt(descriptor, level, option, new IntByReference(value), Integer.BYTES)
        == 0;
  }

  private static final class CLibraryHolder {
    private static final CLibrary LIBRARY = load();

    private static CLibrary load() {
      CLibrary library = Native.load("c", CLibrary.class);
      // The first call takes long, too, and an event loop has no time for that. It names no socket.
      var unused =
          library.setsockopt(-1, SOL_UDP, UDP_SEGMENT, new IntByReference(), Integer.BYTES);
      return library;
    }
  }
}
