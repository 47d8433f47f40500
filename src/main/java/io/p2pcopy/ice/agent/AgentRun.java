package io.p2pcopy.ice.agent;

import io.p2pcopy.ice.check.SelectedPath;
import io.p2pcopy.ice.stun.IceRole;
import io.p2pcopy.net.UdpSocket;
import io.p2pcopy.signal.IceCredentials;
import java.beans.PropertyChangeEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.ice.Agent;
import org.ice4j.ice.CandidateExtendedType;
import org.ice4j.ice.CandidatePair;
import org.ice4j.ice.CandidateType;
import org.ice4j.ice.Component;
import org.ice4j.ice.HostCandidate;
import org.ice4j.ice.IceMediaStream;
import org.ice4j.ice.IceProcessingState;
import org.ice4j.ice.KeepAliveStrategy;
import org.ice4j.ice.LocalCandidate;
import org.ice4j.ice.NominationStrategy;
import org.ice4j.ice.RemoteCandidate;
import org.ice4j.ice.ServerReflexiveCandidate;
import org.ice4j.ice.harvest.AbstractCandidateHarvester;
import org.ice4j.socket.IceUdpSocketWrapper;
import org.ice4j.socket.MultiplexingDatagramSocket;

/** One life of an ice4j agent on our sockets: checks, nomination, consent. */
public final class AgentRun {

  /** What a run needs to know. {@code remotes} are in order of preference. */
  public record Plan(
      IceRole role,
      long tieBreaker,
      IceCredentials local,
      IceCredentials remote,
      Map<UdpSocket, InetSocketAddress> reflexive,
      List<RemoteAddress> remotes) {}

  /** An address of the peer and how it came to be known. */
  public record RemoteAddress(SelectedPath.CandidateType type, InetSocketAddress address) {}

  /** Is told, on the library's threads, how the run goes. */
  interface Observer {

    /** A pair is valid that is not the most direct one: nominate soon, if none better comes. */
    void nominationCanWait();

    /** A pair is nominated and confirmed. */
    void completed();

    /** All pairs have failed. */
    void failed();
  }

  private static final String STREAM = "data";

  /** Milliseconds between checks: RFC 8445, section 14.2, allows 5 at least. */
  private static final long PACE = 5;

  /** Once there is nothing more to check, the library's pace maker only costs power. */
  private static final long PACE_WHEN_DONE = 200;

  /** An agent with the credentials that our own description has announced. */
  private static final class CredentialedAgent extends Agent {
    private final IceCredentials credentials;

    CredentialedAgent(IceCredentials credentials) {
      this.credentials = credentials;
    }

    @Override
    public String getLocalUfrag() {
      return credentials.ufrag();
    }

    @Override
    public String getLocalPassword() {
      return credentials.password();
    }
  }

  /** Gives the agent our ports as host candidates, and the public addresses that we know. */
  private static final class PortHarvester extends AbstractCandidateHarvester {
    private final Collection<AgentPort> ports;
    private final Map<UdpSocket, InetSocketAddress> reflexive;

    PortHarvester(Collection<AgentPort> ports, Map<UdpSocket, InetSocketAddress> reflexive) {
      this.ports = ports;
      this.reflexive = reflexive;
    }

    @Override
    public boolean isHostHarvester() {
      return true;
    }

    @Override
    public Collection<LocalCandidate> harvest(Component component) {
      List<LocalCandidate> added = new ArrayList<>();
      for (AgentPort port : ports) {
        try {
          HostCandidate host =
              new HostCandidate(
                  new IceUdpSocketWrapper(new MultiplexingDatagramSocket(port)), component);
          if (component.addLocalCandidate(host)) {
            host.getStunStack().addSocket(host.getStunSocket(null));
            added.add(host);
            addReflexive(component, host, reflexive.get(port.socket()), added);
          }
        } catch (IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
      }
      return added;
    }

    private static void addReflexive(
        Component component,
        HostCandidate host,
        @org.jspecify.annotations.Nullable InetSocketAddress address,
        List<LocalCandidate> added) {
      if (address == null) {
        return;
      }
      LocalCandidate candidate =
          new ServerReflexiveCandidate(
              toLibrary(address),
              host,
              host.getTransportAddress(),
              CandidateExtendedType.STUN_SERVER_REFLEXIVE_CANDIDATE);
      if (component.addLocalCandidate(candidate)) {
        added.add(candidate);
      }
    }
  }

  private final Agent agent;
  private final Collection<AgentPort> ports;
  private final Observer observer;
  private final ConcurrentLinkedQueue<CandidatePair> valid = new ConcurrentLinkedQueue<>();

  private AgentRun(Agent agent, Collection<AgentPort> ports, Observer observer) {
    this.agent = agent;
    this.ports = ports;
    this.observer = observer;
  }

  /** Creates an agent and begins its checks. Blocks for some milliseconds. */
  static AgentRun start(Plan plan, Collection<AgentPort> ports, Observer observer)
      throws IOException {
    IceLibrary.load();
    Agent agent = new CredentialedAgent(plan.local());
    AgentRun run = new AgentRun(agent, ports, observer);
    try {
      run.begin(plan);
      return run;
    } catch (IOException | RuntimeException e) {
      run.free();
      throw e;
    }
  }

  private void begin(Plan plan) throws IOException {
    agent.setTieBreaker(plan.tieBreaker());
    agent.setControlling(plan.role() == IceRole.CONTROLLING);
    agent.setPerformConsentFreshness(true);
    agent.setNominationStrategy(NominationStrategy.NONE);
    agent.setUseDynamicPorts(false);
    agent.setTa(PACE);
    agent.addStateChangeListener(this::stateChanged);
    agent.addCandidateHarvester(new PortHarvester(ports, plan.reflexive()));
    IceMediaStream stream = agent.createMediaStream(STREAM);
    stream.setRemoteUfrag(plan.remote().ufrag());
    stream.setRemotePassword(plan.remote().password());
    stream.addPairChangeListener(this::pairChanged);
    Component component = agent.createComponent(stream, KeepAliveStrategy.SELECTED_ONLY, false);
    addRemotes(component, plan.remotes());
    agent.startConnectivityEstablishment();
  }

  private static void addRemotes(Component component, List<RemoteAddress> remotes) {
    int preference = 0xffff;
    for (RemoteAddress remote : remotes) {
      CandidateType type = toLibrary(remote.type());
      // RFC 8445, section 5.1.2.1
      long priority = ((long) typePreference(remote.type()) << 24) | (preference << 8) | 255;
      component.addRemoteCandidate(
          new RemoteCandidate(
              toLibrary(remote.address()),
              component,
              type,
              Integer.toString(preference),
              priority,
              null));
      preference--;
    }
  }

  private static CandidateType toLibrary(SelectedPath.CandidateType type) {
    return switch (type) {
      case HOST -> CandidateType.HOST_CANDIDATE;
      case SERVER_REFLEXIVE -> CandidateType.SERVER_REFLEXIVE_CANDIDATE;
      case PEER_REFLEXIVE -> CandidateType.PEER_REFLEXIVE_CANDIDATE;
      case RELAYED -> CandidateType.RELAYED_CANDIDATE;
    };
  }

  private static int typePreference(SelectedPath.CandidateType type) {
    return switch (type) {
      case HOST -> 126;
      case PEER_REFLEXIVE -> 110;
      case SERVER_REFLEXIVE -> 100;
      case RELAYED -> 0;
    };
  }

  private static TransportAddress toLibrary(InetSocketAddress address) {
    return new TransportAddress(address, Transport.UDP);
  }

  /** Nominates the valid pair with the highest priority, unless one is nominated. */
  void nominateBest() {
    if (agent.isControlling()) {
      valid.stream()
          .max((a, b) -> Long.compare(a.getPriority(), b.getPriority()))
          .ifPresent(agent::nominate);
    }
  }

  /** Ends the agent and its ports. Blocks for some milliseconds. */
  void free() {
    agent.free();
    // After the agent, whose readers would complain about ports that close under them.
    ports.forEach(AgentPort::close);
  }

  private void stateChanged(PropertyChangeEvent event) {
    if (event.getNewValue() == IceProcessingState.COMPLETED) {
      agent.setTa(PACE_WHEN_DONE);
      observer.completed();
    } else if (event.getNewValue() == IceProcessingState.FAILED) {
      observer.failed();
    }
  }

  private void pairChanged(PropertyChangeEvent event) {
    if (!IceMediaStream.PROPERTY_PAIR_VALIDATED.equals(event.getPropertyName())
        || !(event.getSource() instanceof CandidatePair pair)) {
      return;
    }
    valid.add(pair);
    if (!agent.isControlling()) {
      return;
    }
    if (isHostToHost(pair)) {
      agent.nominate(pair);
    } else {
      observer.nominationCanWait();
    }
  }

  private static boolean isHostToHost(CandidatePair pair) {
    return pair.getLocalCandidate().getType() == CandidateType.HOST_CANDIDATE
        && pair.getRemoteCandidate().getType() == CandidateType.HOST_CANDIDATE;
  }
}
