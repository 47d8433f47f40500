package io.p2pcopy.ice;

import io.p2pcopy.ice.agent.AgentRun.RemoteAddress;
import io.p2pcopy.ice.check.CandidatePair;
import io.p2pcopy.ice.check.SelectedPath.CandidateType;
import io.p2pcopy.ice.gather.HostSockets;
import io.p2pcopy.limit.Allowance;
import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.net.UdpSocket;
import io.p2pcopy.signal.Candidate;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where the peer may be: what its description says and where its checks came from. */
final class PeerAddresses {

  /** An address translator forgets a mapping that was used so long ago. */
  private static final long HEARD_LASTS = 30_000_000_000L;

  /** Addresses kept when a socket is closed: those at which the peer was heard last. */
  private static final int MOST_FORMERLY_HEARD = 4;

  private record Turn(CandidatePair pair, int turn) {}

  private record Heard(String username, long at) {}

  private final Map<InetSocketAddress, CandidateType> described = new LinkedHashMap<>();

  /** What the peer has named inside the connection. */
  private final Map<InetSocketAddress, CandidateType> later = new LinkedHashMap<>();

  private final Map<InetSocketAddress, Allowance> laterChecks = new LinkedHashMap<>();

  /** From where the peer was heard by sockets that are closed; it may be reached from others. */
  private final Set<InetSocketAddress> formerlyHeard = new LinkedHashSet<>();

  private final Map<CandidatePair, Heard> heard = new LinkedHashMap<>();

  /** Forgets what a description said that another one has taken the place of. */
  void forgetDescribed() {
    described.clear();
    later.clear();
    formerlyHeard.clear();
  }

  /** Takes over the candidates that have an address; the others come again when it is known. */
  void describe(List<Candidate> candidates) {
    add(candidates, described);
  }

  /** Replaces the candidates that the peer has named inside the connection. */
  void describeLater(List<Candidate> candidates) {
    later.clear();
    add(candidates, later);
  }

  private static void add(
      List<Candidate> candidates, Map<InetSocketAddress, CandidateType> addresses) {
    for (Candidate candidate : candidates) {
      if (candidate instanceof Candidate.Address address) {
        addresses.putIfAbsent(
            new InetSocketAddress(address.address(), address.port()), typeOf(address.type()));
      }
    }
  }

  /**
   * Returns whether a check may be sent to the address, and counts it. Only the peer's word makes
   * this side send to addresses named inside the connection, so these are bounded.
   */
  boolean mayCheck(InetSocketAddress remote, long now) {
    if (described.containsKey(remote) || !later.containsKey(remote)) {
      return true;
    }
    Allowance allowance = laterChecks.get(remote);
    if (allowance == null) {
      allowance =
          new Allowance(
              PeerLimits.LaterCandidates.CHECKS_AT_ONCE,
              PeerLimits.LaterCandidates.NANOS_PER_CHECK,
              now);
      laterChecks.put(remote, allowance);
      if (laterChecks.size() > PeerLimits.LaterCandidates.KNOWN) {
        laterChecks.remove(laterChecks.keySet().iterator().next());
      }
    }
    return allowance.take(now);
  }

  /** Forgets on which pairs the peer was heard with a socket that is closed. */
  void socketClosed(UdpSocket socket) {
    for (CandidatePair pair : List.copyOf(heard.keySet())) {
      if (pair.socket() == socket) {
        heard.remove(pair);
        formerlyHeard.remove(pair.remote());
        formerlyHeard.add(pair.remote());
      }
    }
    while (formerlyHeard.size() > MOST_FORMERLY_HEARD) {
      formerlyHeard.remove(formerlyHeard.iterator().next());
    }
  }

  private static CandidateType typeOf(Candidate.Type type) {
    return switch (type) {
      case HOST -> CandidateType.HOST;
      case SERVER_REFLEXIVE -> CandidateType.SERVER_REFLEXIVE;
      case RELAYED -> CandidateType.RELAYED;
    };
  }

  /** Takes note of an authentic check. */
  void heard(CandidatePair pair, String username, long now) {
    heard.remove(pair);
    if (heard.size() >= PeerLimits.Ice.HEARD_ADDRESSES) {
      heard.remove(heard.keySet().iterator().next());
    }
    heard.put(pair, new Heard(username, now));
  }

  /** Returns whether an authentic check has come to this socket. */
  boolean isHeardOn(UdpSocket socket) {
    return heard.keySet().stream().anyMatch(pair -> pair.socket() == socket);
  }

  /** Forgets checks that were signed for another peer than this one, or that are too old. */
  void keepHeard(String username, long now) {
    heard
        .values()
        .removeIf(entry -> !entry.username().equals(username) || now - entry.at() > HEARD_LASTS);
  }

  /** Forgets the checks that came from an address. */
  void forgetHeard(InetSocketAddress remote) {
    heard.keySet().removeIf(pair -> pair.remote().equals(remote));
  }

  /**
   * Returns whether the peer's description names the address: somebody elsewhere who knows the
   * description does not get what is sent there, and so cannot answer a check.
   */
  boolean isDescribed(InetSocketAddress remote) {
    return described.containsKey(remote)
        || described.keySet().stream().anyMatch(named -> isSameLinkLocal(named, remote));
  }

  private static boolean isSameLinkLocal(InetSocketAddress named, InetSocketAddress remote) {
    return named.getPort() == remote.getPort()
        && remote.getAddress().isLinkLocalAddress()
        && Arrays.equals(named.getAddress().getAddress(), remote.getAddress().getAddress());
  }

  CandidateType typeOf(InetSocketAddress address) {
    CandidateType named = described.get(address);
    return named != null ? named : later.getOrDefault(address, CandidateType.PEER_REFLEXIVE);
  }

  /**
   * Returns the pairs to check: those on which the peer was heard, then the described ones, the
   * most promising first.
   */
  Set<CandidatePair> pairsWith(HostSockets hosts) {
    List<Turn> turns = new ArrayList<>();
    Set<InetSocketAddress> remotes = new LinkedHashSet<>(described.keySet());
    remotes.addAll(later.keySet());
    remotes.addAll(formerlyHeard);
    for (InetSocketAddress remote : remotes) {
      for (UdpSocket socket : hosts.all()) {
        CandidatePair pair = new CandidatePair(socket, scoped(remote, socket));
        int turn = pair.canTalk() ? hosts.turnOf(pair) : HostSockets.NEVER;
        if (turn != HostSockets.NEVER) {
          turns.add(new Turn(pair, turn));
        }
      }
    }
    turns.sort(Comparator.comparingInt(Turn::turn));
    Set<CandidatePair> pairs = new LinkedHashSet<>(heard.keySet());
    turns.stream()
        .limit(PeerLimits.Ice.DESCRIBED_ADDRESSES)
        .forEach(next -> pairs.add(next.pair()));
    return pairs;
  }

  /** Returns all addresses, the described ones first. */
  List<RemoteAddress> all() {
    Map<InetSocketAddress, CandidateType> addresses = new LinkedHashMap<>(described);
    heard.keySet().forEach(pair -> addresses.putIfAbsent(pair.remote(), typeOf(pair.remote())));
    List<RemoteAddress> all = new ArrayList<>();
    addresses.forEach((address, type) -> all.add(new RemoteAddress(type, address)));
    return all;
  }

  /** A link-local address of the peer says nothing without our interface (RFC 4007, section 6). */
  private static InetSocketAddress scoped(InetSocketAddress remote, UdpSocket socket) {
    if (!(socket.localAddress().getAddress() instanceof Inet6Address ours)
        || !(remote.getAddress() instanceof Inet6Address theirs)
        || !theirs.isLinkLocalAddress()
        || theirs.getScopeId() != 0) {
      return remote;
    }
    try {
      InetAddress scoped = Inet6Address.getByAddress(null, theirs.getAddress(), ours.getScopeId());
      return new InetSocketAddress(scoped, remote.getPort());
    } catch (UnknownHostException e) {
      return remote;
    }
  }
}
