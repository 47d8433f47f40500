package io.p2pcopy.ice;

import io.p2pcopy.ice.agent.AgentRun;
import io.p2pcopy.ice.check.CandidatePair;
import io.p2pcopy.ice.check.CheckScheduler;
import io.p2pcopy.ice.check.Checks;
import io.p2pcopy.ice.check.Nominator;
import io.p2pcopy.ice.check.PathFailover;
import io.p2pcopy.ice.check.SelectedPath;
import io.p2pcopy.ice.check.ValidPair;
import io.p2pcopy.ice.check.ValidPairs;
import io.p2pcopy.ice.gather.Gatherer;
import io.p2pcopy.ice.gather.GatheringStatus;
import io.p2pcopy.ice.gather.HiddenAddresses;
import io.p2pcopy.ice.gather.HostSockets;
import io.p2pcopy.ice.gather.LocalCandidates;
import io.p2pcopy.ice.gather.LocalNetwork;
import io.p2pcopy.ice.stun.IceRole;
import io.p2pcopy.ice.stun.StunMessage;
import io.p2pcopy.net.AddressSource;
import io.p2pcopy.net.Deadline;
import io.p2pcopy.net.EventLoop;
import io.p2pcopy.net.UdpSocket;
import io.p2pcopy.signal.Candidate;
import io.p2pcopy.signal.DerivedCredentials;
import io.p2pcopy.signal.IceCredentials;
import io.p2pcopy.signal.NatBehavior;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Finds a path to the peer and sends packets on it (RFC 8445).
 *
 * <p>All methods may be called from any thread, but {@link #path} and {@link #outgoing} on the
 * event loop only.
 *
 * <p>Checks of the peer are answered, and our own are sent, on the loop from the first moment on,
 * so that neither a person's delay nor the library's slow start costs the connection. They also
 * nominate a pair and keep consent fresh. Where that takes long, the ICE agent joins in: it pairs,
 * checks and nominates on its own. What its checks show is seen on the loop, too.
 */
public final class IceTransport implements AutoCloseable {

  /** Longer than the silence after which the connection gives up, which names the better reason. */
  private static final long RECOVERY_LASTS_NANOS = 45_000_000_000L;

  private final IceConfig config;
  private final IceCredentials local;
  private final EventLoop loop;
  private final IceListener listener;
  private final long tieBreaker;
  private final LocalNetwork network;
  private final HostSockets hosts;
  private final Gatherer gatherer;
  private final HiddenAddresses hidden;
  private final LocalCandidates candidates;
  private final Checks checks;
  private final CheckScheduler scheduler;
  private final Nominator nominator;
  private final AgentFallback agent;
  private final Deadline giveUp;
  private final ConsentWatch consentWatch;
  private final CandidateAnnouncer announcer;
  private final PathFailover failover;
  private final StrictNatPunching punching;
  private final IncomingPackets incoming;
  private final OutgoingPackets outgoing;
  private final Deadline recovery;
  private final PeerAddresses peer = new PeerAddresses();
  private final ValidPairs pairs;
  private @Nullable IceCredentials remote;
  private IceState state = IceState.NEW;

  /** This side waits for the peer, and until when. */
  private boolean waits;

  private long giveUpAt;
  private boolean peerIsThere;
  private boolean peerHeard;
  private boolean closed;

  private IceTransport(
      IceConfig config,
      IceCredentials local,
      EventLoop loop,
      AddressSource addresses,
      IceListener listener) {
    SecureRandom random = new SecureRandom();
    this.config = config;
    this.local = local;
    this.pairs = new ValidPairs(random);
    this.loop = loop;
    this.listener = listener;
    this.tieBreaker = random.nextLong() >>> 1;
    this.network =
        LocalNetwork.open(loop, addresses, config.bind(), this::handlePacket, this::networkChanged);
    this.hosts = network.hosts();
    this.gatherer = new Gatherer(loop, random, hosts.bound(), this::reflexiveAddressChanged);
    this.hidden = new HiddenAddresses(loop, random, config.bind()::allows);
    this.candidates = new LocalCandidates(hosts, gatherer, config.hideAddresses() ? hidden : null);
    this.announcer = new CandidateAnnouncer(loop, config, gatherer, candidates, listener);
    this.checks = new Checks(loop, local, tieBreaker, random, new CheckObserver());
    this.scheduler = new CheckScheduler(loop, () -> peer.pairsWith(hosts), this::check);
    this.nominator = new Nominator(loop, checks, pairs::selected);
    this.agent = new AgentFallback(loop, checks, this::planOfAgent, hosts::bound, this::selectPath);
    this.giveUp = loop.newDeadline(this::attemptFailed);
    this.consentWatch = new ConsentWatch(loop, pairs, checks, new ConsentObserver());
    this.failover = new PathFailover(loop, pairs, checks, scheduler, new FailoverObserver());
    this.recovery = loop.newDeadline(() -> enter(IceState.FAILED));
    this.punching =
        new StrictNatPunching(loop, random, checks, this::handlePacket, new PunchingObserver());
    this.incoming =
        new IncomingPackets(
            loop, pairs, checks, gatherer, agent, failover, listener, this::selectPath);
    this.outgoing =
        new OutgoingPackets(pairs, failover, () -> state != IceState.WAITING && !isOver());
  }

  /**
   * Opens sockets. Returns quickly; the slow start of the ICE library comes later, in the
   * background.
   *
   * @param local this side's credentials; with them the peer's checks are answered from now on
   * @param addresses this machine's addresses, which are watched
   */
  public static IceTransport open(
      IceConfig config,
      IceCredentials local,
      EventLoop loop,
      AddressSource addresses,
      IceListener listener) {
    return new IceTransport(config, local, loop, addresses, listener);
  }

  /**
   * Asks the STUN servers. Completes, on the event loop, with this side's candidates in descending
   * order of preference: as soon as one server has answered to each socket that can reach one, at
   * the latest after {@link IceConfig#gatherTimeout}, or {@link IceConfig#gatherLimit} where no
   * public address is known. What is found later goes to {@link IceListener#candidatesChanged}.
   */
  public CompletableFuture<List<Candidate>> gather() {
    loop.execute(
        () -> {
          if (!closed && announcer.start() && state == IceState.NEW) {
            enter(IceState.GATHERING);
          }
        });
    return announcer.gathered();
  }

  /** Returns, on the event loop, what is known of the public addresses. */
  public GatheringStatus gatheringStatus() {
    return gatherer.status();
  }

  /** Returns, on the event loop, whether any check of the peer has arrived. */
  public boolean hasHeardPeer() {
    return peerHeard;
  }

  /** Returns the kind of this side's NAT, as far as it is known by now. */
  public NatBehavior natBehavior() {
    return gatherer.behavior();
  }

  /** Returns {@link #natBehavior} for the description. May be called from any thread. */
  public NatBehavior describeNat() {
    return gatherer.describe();
  }

  private void reflexiveAddressChanged() {
    announcer.reflexiveAddressChanged();
  }

  /** Returns, on the event loop, this side's candidates as they are known now. */
  public List<Candidate> localCandidates() {
    return candidates.current();
  }

  /** Addresses of this machine have come or gone, or another uplink is used now. */
  private void networkChanged(HostSockets.Change change) {
    if (isOver()) {
      return;
    }
    gatherer.use(hosts.bound());
    hidden.networkChanged();
    change.closed().forEach(failover::socketClosed);
    change.closed().forEach(peer::socketClosed);
    selectPath();
    checkAgain();
    announcer.networkChanged();
  }

  /**
   * The peer has named its candidates of this moment, inside the connection. They replace what it
   * named so before, and come in addition to its description. Call it on the loop.
   */
  public void peerCandidates(List<Candidate> candidates) {
    if (!isOver() && remote != null) {
      peer.describeLater(candidates);
      checkAgain();
    }
  }

  /** Checks the pairs of new addresses, and all others with them. */
  private void checkAgain() {
    if (pairs.isConfirmed()) {
      failover.candidatesChanged();
    } else if (remote != null) {
      scheduler.start();
    }
  }

  private void check(CandidatePair pair) {
    if (peer.mayCheck(pair.remote(), loop.now())) {
      checks.send(pair);
    }
  }

  /**
   * Begins to connect. The offerer calls it with what the answer says, the answerer with what the
   * offer says. As long as there is no path, it may be called again, for another peer.
   *
   * @param candidates may be empty: the peer's own checks show where it is
   */
  public void start(IceRole role, IceCredentials remote, List<Candidate> candidates) {
    start(role, remote, candidates, NatBehavior.UNKNOWN);
  }

  /**
   * Like {@link #start(IceRole, IceCredentials, List)}, with the peer's NAT, as its description
   * says.
   */
  public void start(
      IceRole role, IceCredentials remote, List<Candidate> candidates, NatBehavior behavior) {
    List<Candidate> described = List.copyOf(candidates);
    loop.execute(() -> startOnLoop(role, remote, described, behavior));
  }

  private void startOnLoop(
      IceRole role, IceCredentials credentials, List<Candidate> candidates, NatBehavior behavior) {
    boolean another = remote != null;
    if (closed || (another && state != IceState.WAITING)) {
      return;
    }
    if (another) {
      forgetPeer();
    }
    remote = credentials;
    checks.peerIs(role, credentials);
    peer.describe(candidates);
    hidden.find(candidates, this::hiddenAddressFound);
    peer.keepHeard(local.ufrag() + ":" + credentials.ufrag(), loop.now());
    enter(IceState.WAITING);
    scheduler.start();
    // The offerer has the answer in hand, so the peer is there. The answerer only knows it when it
    // hears a check, which takes the offerer our credentials.
    waits = role == IceRole.CONTROLLED;
    if (waits) {
      giveUpAt = loop.now() + config.patience().toNanos();
      giveUp.set(giveUpAt);
    } else {
      peerArrived();
    }
    // Only this program on the other side does its part.
    if (credentials instanceof DerivedCredentials) {
      punching.schedule(gatherer::describedOrKnown, hosts::bound, behavior, waits, candidates);
    }
  }

  private void forgetPeer() {
    stopTrying();
    agent.stop();
    peer.forgetDescribed();
    peerHeard = false;
    pairs.clear();
    incoming.clear();
    peerIsThere = false;
  }

  /**
   * Gives up an address that has passed the checks and is not the peer's: nothing from there is
   * looked at for some time. Addresses that the peer's description names are never given up, as
   * packets may be forged in their name. Without another pair, the state becomes {@link
   * IceState#WAITING} again. Call it on the loop; does nothing once the path carries protected
   * packets.
   */
  public void forget(InetSocketAddress source) {
    if (pairs.isConfirmed() || isOver() || peer.isDescribed(source)) {
      return;
    }
    incoming.bar(source);
    giveUp(source);
  }

  private void giveUp(InetSocketAddress source) {
    peer.forgetHeard(source);
    incoming.forget(source);
    pairs.remove(source);
    checks.unsettleRole();
    nominator.reset();
    selectPath();
    if (pairs.selected() == null && state != IceState.WAITING) {
      waitAgain();
    }
  }

  /** The peer has proven, on the loop, to be at this address: the path leads there. */
  public void confirm(InetSocketAddress source) {
    ValidPair pair = pairs.towards(source);
    if (pair != null && !pairs.isConfirmed()) {
      pairs.recordVerified(pair.endpoints(), false);
      incoming.confirmed();
      selectPath();
    }
  }

  private void waitAgain() {
    consentWatch.cancel();
    peerIsThere = !waits;
    giveUp.set(giveUpAt);
    enter(IceState.WAITING);
    scheduler.start();
  }

  /** Returns, on the loop, whether this side waits for a peer that comes when it will. */
  public boolean waits() {
    return waits;
  }

  /** Returns, on the loop, whether the peer's description names the address. */
  public boolean isDescribed(InetSocketAddress remote) {
    return peer.isDescribed(remote);
  }

  /** Returns, on the loop, the addresses of the peer that have passed a check. */
  public Set<InetSocketAddress> remotes() {
    return pairs.remotes();
  }

  private void hiddenAddressFound(Candidate candidate) {
    peer.describe(List.of(candidate));
    scheduler.start();
    agent.addressFound();
  }

  private void peerArrived() {
    peerIsThere = true;
    long arrivedUntil = loop.now() + config.connectTimeout().toNanos();
    if (!waits) {
      giveUpAt = arrivedUntil;
    }
    giveUp.set(arrivedUntil);
    agent.expectNomination();
    listener.peerArrived();
    selectPath();
  }

  private void attemptFailed() {
    if (!peerIsThere || !listener.attemptFailed()) {
      enter(IceState.FAILED);
      return;
    }
    // The checks go on, as before the peer came: it may be late, or another one may come.
    peerIsThere = false;
    agent.stop();
    giveUp.set(loop.now() + config.patience().toNanos());
  }

  private AgentRun.@Nullable Plan planOfAgent() {
    if (remote == null || pairs.isNominated() || isOver()) {
      return null;
    }
    return new AgentRun.Plan(
        checks.role(), tieBreaker, local, remote, gatherer.reflexive(), peer.all());
  }

  /** Returns what sends packets on the selected path. */
  public OutgoingPackets outgoing() {
    return outgoing;
  }

  /** Returns the path in use, or {@code null} while there is none. */
  public @Nullable SelectedPath path() {
    ValidPair pair = pairs.selected();
    return pair == null ? null : pair.toPath();
  }

  /** Returns when anything came from the peer for the last time, by the loop's clock. */
  public long lastHeard() {
    return incoming.lastHeard();
  }

  /** Closes sockets and ends threads, in the background. */
  @Override
  public void close() {
    loop.execute(
        () -> {
          closed = true;
          stopTrying();
          consentWatch.cancel();
          announcer.close();
          recovery.cancel();
          failover.close();
          punching.close();
          agent.close();
          hidden.close();
          network.close();
        });
  }

  private boolean isOver() {
    return closed || state == IceState.FAILED;
  }

  private void handlePacket(UdpSocket socket, ByteBuffer packet, InetSocketAddress source) {
    incoming.handle(new CandidatePair(socket, source), packet);
  }

  private void selectPath() {
    boolean changed = pairs.select();
    ValidPair pair = pairs.selected();
    if (pair == null || !peerIsThere || isOver()) {
      return;
    }
    nominator.start();
    if (pairs.isNominated()) {
      checks.settleRole();
      if (!failover.isSearching()) {
        scheduler.stop();
      }
      nominator.stop();
      agent.cancelStart();
    }
    if (pairs.isConfirmed()) {
      hidden.close();
    }
    boolean first = state == IceState.WAITING;
    if (first) {
      giveUp.cancel();
      gatherer.stopKeepingAlive();
      punching.pathFound();
    }
    if (first || changed) {
      pair.endpoints().socket().enlarge();
      consentWatch.watch(pair);
      listener.pathChanged(pair.toPath());
    }
    if (first) {
      enter(IceState.CONNECTED);
    }
    // A pair that replaces another one first has to carry a record.
    if (state == IceState.DISCONNECTED && pair.consent().isFresh() && !failover.isDoubted()) {
      enter(IceState.CONNECTED);
    }
  }

  private void enter(IceState next) {
    if (state == next || isOver()) {
      return;
    }
    state = next;
    network.pathLost(next == IceState.DISCONNECTED);
    if (next == IceState.FAILED) {
      stopTrying();
      agent.close();
    }
    listener.stateChanged(next);
  }

  private void stopTrying() {
    scheduler.stop();
    nominator.stop();
    hidden.stopAsking();
    punching.stop();
    gatherer.stopKeepingAlive();
    giveUp.cancel();
    agent.cancelStart();
  }

  private final class CheckObserver implements Checks.Observer {

    @Override
    public void checkReceived(CandidatePair pair, StunMessage request) {
      peer.heard(pair, String.valueOf(request.username()), loop.now());
      peerHeard = true;
      if (remote == null || isOver()) {
        return;
      }
      if (incoming.heardOn(pair)) {
        failover.onHeard();
      }
      if (incoming.trigger(pair)) {
        checks.send(pair);
      }
      if (request.useCandidate() && checks.role() == IceRole.CONTROLLED) {
        pairs.nominate(pair, peer.isDescribed(pair.remote()));
      }
      if (!peerIsThere) {
        peerArrived();
      }
      selectPath();
    }

    @Override
    public void checkSucceeded(
        CandidatePair pair, InetSocketAddress mapped, boolean nominating, long rtt) {
      incoming.heardOn(pair);
      pairs.succeeded(
          pair, candidates.typeOf(pair, mapped), peer.typeOf(pair.remote()), rtt, loop.now());
      if (nominating) {
        pairs.nominate(pair, peer.isDescribed(pair.remote()));
      }
      failover.onAnswered(pair, nominating);
      selectPath();
      incoming.release(pair);
    }

    @Override
    public void checkSent(CandidatePair pair) {
      pairs.checkSent(pair, loop.now());
    }

    @Override
    public boolean isSelected(CandidatePair pair) {
      return pairs.isSelected(pair);
    }
  }

  private final class PunchingObserver implements StrictNatPunching.Observer {

    @Override
    public void attemptBegins(NatBehavior own, NatBehavior other) {
      listener.tryingHarder(own, other);
    }

    @Override
    public boolean isUsed(UdpSocket socket) {
      return peer.isHeardOn(socket) || pairs.isOn(socket);
    }
  }

  private final class FailoverObserver implements PathFailover.Observer {

    @Override
    public void pathInDoubt() {
      ValidPair pair = pairs.selected();
      if (pair != null) {
        pair.consent().doubt();
      }
      recovery.set(incoming.lastHeard() + RECOVERY_LASTS_NANOS);
      enter(IceState.DISCONNECTED);
    }

    @Override
    public void pathRecovered() {
      recovery.cancel();
      enter(IceState.CONNECTED);
    }

    @Override
    public void pairReplaced() {
      selectPath();
    }
  }

  private final class ConsentObserver implements ConsentWatch.Observer {

    @Override
    public void consentInDoubt() {
      if (pairs.isConfirmed()) {
        failover.doubt();
      } else {
        enter(IceState.DISCONNECTED);
      }
    }

    /**
     * Other pairs are looked for as long as the connection lasts. A pair that no record has
     * verified on may have led to somebody else than the peer.
     */
    @Override
    public void consentExpired(ValidPair pair) {
      if (pairs.isConfirmed()) {
        pairs.removeSelected();
        failover.doubt();
      } else if (peer.isDescribed(pair.endpoints().remote())) {
        enter(IceState.FAILED);
      } else {
        giveUp(pair.endpoints().remote());
      }
    }
  }
}
