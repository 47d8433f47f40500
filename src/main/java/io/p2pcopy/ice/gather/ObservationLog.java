package io.p2pcopy.ice.gather;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which server has shown which address to which socket. Times are the loop's, in nanoseconds. */
final class ObservationLog {

  private record Key(InetSocketAddress local, InetSocketAddress server) {}

  /** In the order of the first requests, which is that in which the NAT made the mappings. */
  private final Map<Key, Entry> entries = new LinkedHashMap<>();

  private final Runnable changed;

  /**
   * @param changed is called when a server has shown another address than before
   */
  ObservationLog(Runnable changed) {
    this.changed = changed;
  }

  /** Returns what is known of a socket and a server; nothing at first. */
  Entry entry(InetSocketAddress local, InetSocketAddress server) {
    return entries.computeIfAbsent(
        new Key(local, server), key -> new Entry(local, server, changed));
  }

  List<StunObservation> observations() {
    List<StunObservation> all = new ArrayList<>();
    entries.values().forEach(entry -> all.add(entry.toObservation()));
    return all;
  }

  /** Forgets what was shown to sockets of other local addresses: they were behind another NAT. */
  void retain(List<InetAddress> addresses) {
    entries.keySet().removeIf(key -> !addresses.contains(key.local().getAddress()));
  }

  /** Returns whether every request has been answered. */
  boolean isComplete() {
    return entries.values().stream().allMatch(Entry::isAnswered);
  }

  /** One socket and one server. */
  static final class Entry {
    private final InetSocketAddress local;
    private final InetSocketAddress server;
    private final Runnable changed;
    private @Nullable InetSocketAddress mapped;
    private long askedAt;
    private long roundTrip;

    private Entry(InetSocketAddress local, InetSocketAddress server, Runnable changed) {
      this.local = local;
      this.server = server;
      this.changed = changed;
    }

    InetSocketAddress local() {
      return local;
    }

    InetSocketAddress server() {
      return server;
    }

    boolean isAnswered() {
      return mapped != null;
    }

    void asked(long now) {
      askedAt = now;
    }

    /** Takes the latest address; the time is that of the first answer. */
    void answered(InetSocketAddress address, long now) {
      roundTrip = mapped == null ? now - askedAt : roundTrip;
      if (!address.equals(mapped)) {
        mapped = address;
        changed.run();
      }
    }

    private StunObservation toObservation() {
      return new StunObservation(server, local, mapped, roundTrip);
    }
  }
}
