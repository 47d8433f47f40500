package io.p2pcopy.ice.gather;

import io.p2pcopy.ice.check.CandidatePair;
import io.p2pcopy.ice.check.SelectedPath.CandidateType;
import io.p2pcopy.signal.Candidate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** This side's candidates, as a description names them. Lives on the loop. */
public final class LocalCandidates {

  private final HostSockets hosts;
  private final Gatherer gatherer;
  private final @Nullable HiddenAddresses hidden;

  /**
   * @param hidden gives names to host addresses; {@code null} to tell the addresses
   */
  public LocalCandidates(HostSockets hosts, Gatherer gatherer, @Nullable HiddenAddresses hidden) {
    this.hosts = hosts;
    this.gatherer = gatherer;
    this.hidden = hidden;
  }

  /** Returns the candidates known by now, in descending order of preference. */
  public List<Candidate> current() {
    List<Candidate> candidates = new ArrayList<>();
    hosts.boundCandidates().forEach(address -> candidates.add(hostCandidate(address)));
    Set<InetAddress> translators = new HashSet<>();
    for (InetSocketAddress address : gatherer.reflexive().values()) {
      // Several interfaces of one network are behind one translator: any of them is a way in.
      if (translators.add(address.getAddress())) {
        candidates.add(candidate(Candidate.Type.SERVER_REFLEXIVE, address));
      }
    }
    // Behind the public addresses, as only the first candidates fit into a description.
    hosts.sharedCandidates().forEach(address -> candidates.add(hostCandidate(address)));
    return List.copyOf(candidates);
  }

  private Candidate hostCandidate(InetSocketAddress address) {
    return hidden == null ? candidate(Candidate.Type.HOST, address) : hidden.hide(address);
  }

  private static Candidate candidate(Candidate.Type type, InetSocketAddress address) {
    return new Candidate.Address(type, address.getAddress(), address.getPort());
  }

  /**
   * Returns the type of this side's candidate in a pair.
   *
   * @param mapped the address that the peer has seen (RFC 8445, section 7.2.5.3.1)
   */
  public CandidateType typeOf(CandidatePair pair, InetSocketAddress mapped) {
    if (mapped.equals(pair.socket().localAddressTowards(pair.remote()))) {
      return CandidateType.HOST;
    }
    return mapped.equals(gatherer.reflexive().get(pair.socket()))
        ? CandidateType.SERVER_REFLEXIVE
        : CandidateType.PEER_REFLEXIVE;
  }
}
