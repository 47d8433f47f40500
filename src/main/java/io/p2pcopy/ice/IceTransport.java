package io.p2pcopy.ice;

import io.p2pcopy.ice.agent.AgentDriver;
import io.p2pcopy.ice.agent.AgentRun;
import io.p2pcopy.ice.check.BarredSources;
import io.p2pcopy.ice.check.CandidatePair;
import io.p2pcopy.ice.check.CheckScheduler;
import io.p2pcopy.ice.check.Checks;
import io.p2pcopy.ice.check.Consent;
import io.p2pcopy.ice.check.EarlyPackets;
import io.p2pcopy.ice.check.Nominator;
import io.p2pcopy.ice.check.PacketVerdict;
import io.p2pcopy.ice.check.PathFailover;
import io.p2pcopy.ice.check.SelectedPath;
import io.p2pcopy.ice.check.SelectedPath.CandidateType;
import io.p2pcopy.ice.check.TriggeredChecks;
import io.p2pcopy.ice.check.ValidPair;
import io.p2pcopy.ice.check.ValidPairs;
import io.p2pcopy.ice.gather.Gatherer;
import io.p2pcopy.ice.gather.GatheringStatus;
import io.p2pcopy.ice.gather.HiddenAddresses;
import io.p2pcopy.ice.gather.HostSockets;
import io.p2pcopy.ice.gather.LocalCandidates;
import io.p2pcopy.ice.gather.LocalNetwork;
import io.p2pcopy.ice.gather.NetworkObservations;
import io.p2pcopy.ice.stun.IceRole;
import io.p2pcopy.ice.stun.StunMessage;
import io.p2pcopy.net.AddressSource;
import io.p2pcopy.net.Deadline;
import io.p2pcopy.net.EventLoop;
import io.p2pcopy.net.SocketIo;
import io.p2pcopy.net.UdpSocket;
import io.p2pcopy.signal.Candidate;
import io.p2pcopy.signal.DerivedCredentials;
import io.p2pcopy.signal.IceCredentials;
import io.p2pcopy.signal.NatBehavior;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Finds a path to the peer and sends packets on it (RFC 8445).
 *
 * <p>All methods may be called from any thread, but {@link #send} and {@link #path} on the event
 * loop only.
 *
 * <p>Checks of the peer are answered, and our own are sent, on the loop from the first moment on,
 * so that neither a person's delay nor the library's slow start costs the connection. They also
 * nominate a pair and keep consent fresh. Where that takes long, the ICE agent joins in: it pairs,
 * checks and nominates on its own. What its checks show is seen on the loop, too.
 */
public final class IceTransport implements AutoCloseable {

  /** Names of one host are found within this. */
  private static final long ANSWERS_COME_WITHIN = 20_000_000;

  /** Then the agent is worth the second of CPU time that it costs to load. */
  private static final long NOMINATION_TAKES_LONG = 3_000_000_000L;

  /** A run of the agent that has not nominated by then is started anew. */
  private static final long RUN_TAKES = 10_000_000_000L;

  /** After this time without a record, the selected pair gives way to one with records. */
  private static final long SILENCE_BEFORE_MOVE_NANOS = 1_000_000_000;

  /** A switch to another network takes up to 30 s, and some seconds more to find the new path. */
  private static final long RECOVERY_LASTS_NANOS = 40_000_000_000L;

  /** How long new candidates wait for the public address in a new network. */
  private static final long PUBLIC_ADDRESS_COMES_WITHIN = 1_000_000_000;

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
  private final CheckScheduler knocker;
  private final Nominator nominator;
  private final AgentDriver agent;
  private final Deadline giveUp;
  private final Deadline consentWatch;
  private final Deadline nominationWatch;
  private final Deadline announcement;
  private final PathFailover failover;
  private final StrictNatPunching punching;
  private final Deadline recovery;
  private final PeerAddresses peer = new PeerAddresses();
  private final ValidPairs pairs;
  private final CompletableFuture<List<Candidate>> gathered = new CompletableFuture<>();
  private @Nullable IceCredentials remote;
  private IceState state = IceState.NEW;

  /** What this side's description says of its NAT. */
  private volatile NatBehavior describedNat = NatBehavior.UNKNOWN;

  /** When something came from the peer for the last time. */
  private long lastHeard;

  /** When a verified record came on the selected pair for the last time. */
  private long lastRecord;

  private final TriggeredChecks triggered = new TriggeredChecks();

  private final BarredSources barred = new BarredSources();
  private final EarlyPackets early = new EarlyPackets();

  /** When the consent of the selected pair was to be looked at next. */
  private long consentDeadline;

  /** This side waits for the peer, and until when. */
  private boolean waits;

  private long giveUpAt;
  private boolean gathering;
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
    this.checks = new Checks(loop, local, tieBreaker, random, new CheckObserver());
    this.knocker = new CheckScheduler(loop, () -> peer.pairsWith(hosts), this::check);
    this.nominator = new Nominator(loop, checks, pairs::selected);
    this.agent = new AgentDriver(loop, new AgentObserver());
    this.giveUp = loop.newDeadline(this::attemptFailed);
    this.consentWatch = loop.newDeadline(this::watchConsent);
    this.nominationWatch = loop.newDeadline(this::startAgentAnew);
    this.announcement = loop.newDeadline(this::announceCandidates);
    this.failover = new PathFailover(loop, pairs, checks, knocker, new FailoverObserver());
    this.recovery = loop.newDeadline(() -> enter(IceState.FAILED));
    this.punching =
        new StrictNatPunching(loop, random, checks, this::handlePacket, new PunchingObserver());
  }

  /**
   * Opens sockets. Returns quickly; the slow start of the ICE library comes later, in the
   * background.
   *
   * @param local this side's credentials; with them the peer's checks are answered from now on
   */
  public static IceTransport open(
      IceConfig config, IceCredentials local, EventLoop loop, IceListener listener) {
    return open(
        config, local, loop, AddressSource.system(config.loopback(), config.bind()), listener);
  }

  /**
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
          if (gathering || closed) {
            return;
          }
          gathering = true;
          if (state == IceState.NEW) {
            enter(IceState.GATHERING);
          }
          gatherer.start(
              config.stunServers(),
              config.gatherTimeout(),
              config.gatherLimit(),
              this::gatheringDone);
        });
    return gathered.copy();
  }

  /** Returns, on the event loop, what is known of the public addresses. */
  public GatheringStatus gatheringStatus() {
    return gatherer.status();
  }

  /** Returns, on the event loop, what the STUN servers have shown of this side's network. */
  public NetworkObservations networkObservations() {
    return gatherer.observations();
  }

  /** Returns, on the event loop, whether any check of the peer has arrived. */
  public boolean hasHeardPeer() {
    return peerHeard;
  }

  /** Returns the kind of this side's NAT, as far as it is known by now. */
  public NatBehavior natBehavior() {
    return gatherer.behavior();
  }

  /**
   * Returns {@link #natBehavior} for the description. Later, both sides choose their methods by
   * what the descriptions say, even if more is known by then. May be called from any thread.
   */
  public NatBehavior describeNat() {
    NatBehavior behavior = gatherer.behavior();
    describedNat = behavior;
    return behavior;
  }

  private NatBehavior natForPunching() {
    return describedNat.isTold() ? describedNat : gatherer.behavior();
  }

  private void gatheringDone() {
    gathered.complete(candidates.current());
  }

  private void reflexiveAddressChanged() {
    if (gathered.isDone()) {
      announcement.cancel();
      announceCandidates();
    }
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
    if (gathered.isDone()) {
      // In a new network the public address matters most; it comes soon or not at all.
      boolean soon = gatherer.isAsking();
      announcement.set(soon ? loop.now() + PUBLIC_ADDRESS_COMES_WITHIN : loop.now());
    }
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
      knocker.start();
    }
  }

  private void check(CandidatePair pair) {
    if (peer.mayCheck(pair.remote(), loop.now())) {
      checks.send(pair);
    }
  }

  private void announceCandidates() {
    listener.candidatesChanged(candidates.current());
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
    knocker.start();
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
      punching.schedule(this::natForPunching, hosts::bound, behavior, waits, candidates);
    }
  }

  private void forgetPeer() {
    stopTrying();
    agent.stop();
    peer.forgetDescribed();
    peerHeard = false;
    pairs.clear();
    early.clear();
    triggered.clear();
    barred.clear();
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
    barred.add(source, loop.now());
    giveUp(source);
  }

  private void giveUp(InetSocketAddress source) {
    peer.forgetHeard(source);
    early.forget(source);
    triggered.forget(source);
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
      lastRecord = loop.now();
      selectPath();
    }
  }

  private void waitAgain() {
    consentWatch.cancel();
    peerIsThere = !waits;
    giveUp.set(giveUpAt);
    enter(IceState.WAITING);
    knocker.start();
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
    knocker.start();
    if (agent.isRunning()) {
      // The answers for several names come at once; the agent starts with all of them.
      nominationWatch.set(loop.now() + ANSWERS_COME_WITHIN);
    }
  }

  private void peerArrived() {
    peerIsThere = true;
    long arrivedUntil = loop.now() + config.connectTimeout().toNanos();
    if (!waits) {
      giveUpAt = arrivedUntil;
    }
    giveUp.set(arrivedUntil);
    nominationWatch.set(loop.now() + NOMINATION_TAKES_LONG);
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
    nominationWatch.cancel();
    giveUp.set(loop.now() + config.patience().toNanos());
  }

  private void startAgentAnew() {
    if (remote == null || pairs.isNominated() || isOver()) {
      return;
    }
    nominationWatch.set(loop.now() + RUN_TAKES);
    agent.start(
        new AgentRun.Plan(
            checks.role(), tieBreaker, local, remote, gatherer.reflexive(), peer.all()),
        hosts.bound());
  }

  /**
   * Sends packets of {@code segmentSize} bytes, the last one possibly shorter, on the selected
   * path.
   *
   * @return false, and nothing is sent, while there is no path
   */
  public boolean send(ByteBuffer packets, int segmentSize) {
    ValidPair pair = pairs.selected();
    if (pair == null || state == IceState.WAITING || isOver()) {
      return false;
    }
    CandidatePair endpoints = pair.endpoints();
    failover.onSent();
    endpoints.socket().sendSegments(packets, segmentSize, endpoints.remote());
    return true;
  }

  /** Sends one packet to an address that has passed a check. */
  public void sendTo(InetSocketAddress remote, ByteBuffer packet) {
    ValidPair pair = pairs.towards(remote);
    if (pair != null && state != IceState.WAITING && !isOver()) {
      pair.endpoints().socket().send(packet, remote);
    }
  }

  /**
   * Returns the largest payload of a packet that the selected path may carry as a whole, by what is
   * known here; 0 if nothing is, or packets might be fragmented unnoticed.
   */
  public int largestPacket() {
    ValidPair pair = pairs.selected();
    return pair == null ? 0 : pair.endpoints().socket().largestDatagram(pair.endpoints().remote());
  }

  /**
   * Sends like {@link #send}, but what a full socket buffer does not take now stays in {@code
   * packets}; the event loop has a turn when there is room. Without a path the packets are lost.
   *
   * @return whether nothing is left in {@code packets}
   */
  public boolean offer(ByteBuffer packets, int segmentSize) {
    ValidPair pair = pairs.selected();
    if (pair == null || state == IceState.WAITING || isOver()) {
      packets.position(packets.limit());
      return true;
    }
    CandidatePair endpoints = pair.endpoints();
    failover.onSent();
    return endpoints.socket().offerSegments(packets, segmentSize, endpoints.remote());
  }

  /** Returns how the selected path's socket works, or {@code null} while there is no path. */
  public @Nullable SocketIo io() {
    ValidPair pair = pairs.selected();
    return pair == null ? null : pair.endpoints().socket().io();
  }

  /** Returns the path in use, or {@code null} while there is none. */
  public @Nullable SelectedPath path() {
    ValidPair pair = pairs.selected();
    return pair == null ? null : pair.toPath();
  }

  /** Returns when anything came from the peer for the last time, by the loop's clock. */
  public long lastHeard() {
    return lastHeard;
  }

  /** Closes sockets and ends threads, in the background. */
  @Override
  public void close() {
    loop.execute(
        () -> {
          closed = true;
          stopTrying();
          consentWatch.cancel();
          announcement.cancel();
          recovery.cancel();
          failover.close();
          punching.close();
          agent.close();
          hidden.close();
          network.close();
          gathered.complete(List.of());
        });
  }

  private boolean isOver() {
    return closed || state == IceState.FAILED;
  }

  /** Demultiplexes by the first byte (RFC 7983, section 7). */
  private void handlePacket(UdpSocket socket, ByteBuffer packet, InetSocketAddress source) {
    if (!packet.hasRemaining()) {
      return;
    }
    if (barred.contains(source, loop.now())) {
      return;
    }
    int first = packet.get(packet.position()) & 0xff;
    CandidatePair pair = new CandidatePair(socket, source);
    if (first < 4) {
      handleStun(pair, packet);
      return;
    }
    ValidPair valid = pairs.get(pair);
    if (valid != null) {
      handleData(valid, packet);
    } else if (triggered.contains(pair)) {
      early.keep(pair, packet);
    }
  }

  private void handleData(ValidPair valid, ByteBuffer packet) {
    CandidatePair pair = valid.endpoints();
    boolean aside = pairs.isConfirmed() && !pairs.isSelected(pair);
    if (aside && valid.isFlooded(loop.now())) {
      return;
    }
    PacketVerdict verdict = listener.packetReceived(packet, pair.remote());
    if (aside && verdict == PacketVerdict.UNVERIFIED) {
      valid.noteForgery(loop.now());
    }
    if (pairs.isSelected(pair) || !pairs.isConfirmed()) {
      lastHeard = loop.now();
    }
    if (verdict == PacketVerdict.UNVERIFIED) {
      return;
    }
    if (verdict == PacketVerdict.NEWEST && !(pairs.isSelected(pair) && pairs.isConfirmed())) {
      pairs.recordVerified(pair, isSelectedSilent());
      selectPath();
    }
    if (pairs.isSelected(pair)) {
      lastRecord = loop.now();
      failover.onRecord();
    }
  }

  /**
   * The controlling side stays on a pair that answers its checks: two sides that follow each other
   * would change places for ever.
   */
  private boolean isSelectedSilent() {
    long since = checks.role() == IceRole.CONTROLLING ? lastHeard : lastRecord;
    return pairs.selected() == null || loop.now() - since >= SILENCE_BEFORE_MOVE_NANOS;
  }

  private void handleStun(CandidatePair pair, ByteBuffer packet) {
    byte[] bytes = new byte[packet.remaining()];
    packet.get(bytes);
    StunMessage message = StunMessage.parse(bytes);
    if (message == null) {
      return;
    }
    if (message.isBindingRequest()) {
      if (checks.handleRequest(pair, message)) {
        agent.deliver(pair.socket(), bytes, pair.remote());
      }
    } else if (!gatherer.handleResponse(pair.socket(), message)) {
      if (checks.handleResponse(pair, message)) {
        agent.deliver(pair.socket(), bytes, pair.remote());
      }
    }
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
        knocker.stop();
      }
      nominator.stop();
      nominationWatch.cancel();
    }
    if (pairs.isConfirmed()) {
      hidden.close();
    }
    if (state == IceState.WAITING) {
      giveUp.cancel();
      gatherer.stopKeepingAlive();
      punching.pathFound();
      pair.endpoints().socket().enlarge();
      watchConsentOf(pair);
      listener.pathChanged(pair.toPath());
      enter(IceState.CONNECTED);
    } else if (changed) {
      pair.endpoints().socket().enlarge();
      watchConsentOf(pair);
      listener.pathChanged(pair.toPath());
    }
    if (state == IceState.DISCONNECTED && pair.consent().isFresh()) {
      enter(IceState.CONNECTED);
    }
  }

  private void watchConsentOf(ValidPair pair) {
    consentDeadline = pair.consent().nextDeadline();
    consentWatch.set(consentDeadline);
  }

  private void watchConsent() {
    ValidPair pair = pairs.selected();
    if (pair == null || isOver()) {
      return;
    }
    long now = loop.now();
    Consent consent = pair.consent();
    consent.lookedAtLate(now - consentDeadline);
    if (consent.isExpired(now)) {
      pairExpired(pair);
      return;
    }
    if (consent.isDoubtful(now) && state == IceState.CONNECTED) {
      consent.doubt();
      if (pairs.isConfirmed()) {
        failover.doubt();
      } else {
        enter(IceState.DISCONNECTED);
      }
    }
    // An agent that runs does so, too, until it fails or is freed.
    if (consent.isCheckDue(now)) {
      checks.send(pair.endpoints());
    }
    watchConsentOf(pair);
  }

  /**
   * Without consent nothing may be sent on the pair (RFC 7675, section 5.1). Others are looked for
   * as long as the connection lasts. A pair that no record has verified on may have led to somebody
   * else than the peer.
   */
  private void pairExpired(ValidPair pair) {
    if (pairs.isConfirmed()) {
      pairs.removeSelected();
      failover.doubt();
    } else if (peer.isDescribed(pair.endpoints().remote())) {
      enter(IceState.FAILED);
    } else {
      giveUp(pair.endpoints().remote());
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
    knocker.stop();
    nominator.stop();
    hidden.stopAsking();
    punching.stop();
    gatherer.stopKeepingAlive();
    giveUp.cancel();
    nominationWatch.cancel();
  }

  private CandidateType localTypeOf(CandidatePair pair, InetSocketAddress mapped) {
    if (mapped.equals(pair.socket().localAddressTowards(pair.remote()))) {
      return CandidateType.HOST;
    }
    return mapped.equals(gatherer.reflexive().get(pair.socket()))
        ? CandidateType.SERVER_REFLEXIVE
        : CandidateType.PEER_REFLEXIVE;
  }

  private final class CheckObserver implements Checks.Observer {

    @Override
    public void checkReceived(CandidatePair pair, StunMessage request) {
      peer.heard(pair, String.valueOf(request.username()), loop.now());
      peerHeard = true;
      if (remote == null || isOver()) {
        return;
      }
      if (pairs.isSelected(pair) || !pairs.isConfirmed()) {
        lastHeard = loop.now();
        failover.onHeard();
      }
      if (!pairs.contains(pair) && triggered.trigger(pair, loop.now())) {
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
      if (pairs.isSelected(pair) || !pairs.isConfirmed()) {
        lastHeard = loop.now();
      }
      pairs.succeeded(pair, localTypeOf(pair, mapped), peer.typeOf(pair.remote()), rtt, loop.now());
      if (nominating) {
        pairs.nominate(pair, peer.isDescribed(pair.remote()));
      }
      failover.onAnswered(pair, nominating);
      selectPath();
      early.release(
          pair,
          packet -> {
            ValidPair valid = pairs.get(pair);
            if (valid != null) {
              handleData(valid, packet);
            }
          });
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
      recovery.set(lastHeard + RECOVERY_LASTS_NANOS);
      network.pathLost(true);
      enter(IceState.DISCONNECTED);
    }

    @Override
    public void pathRecovered() {
      recovery.cancel();
      network.pathLost(false);
      enter(IceState.CONNECTED);
    }

    @Override
    public void pairReplaced() {
      selectPath();
    }
  }

  private final class AgentObserver implements AgentDriver.Observer {

    @Override
    public void agentSends(UdpSocket socket, byte[] bytes, InetSocketAddress to) {
      CandidatePair pair = new CandidatePair(socket, to);
      StunMessage message = StunMessage.parse(bytes);
      if (message != null && (message.isBindingSuccess() || message.isBindingError())) {
        // The loop has answered already.
        return;
      }
      if (message != null && message.isBindingRequest()) {
        checks.watch(pair, message);
      }
      socket.send(ByteBuffer.wrap(bytes), to);
    }

    @Override
    public void agentCompleted() {
      selectPath();
    }

    @Override
    public void agentFailed() {
      loop.schedule(Duration.ofSeconds(1).toNanos(), IceTransport.this::startAgentAnew);
    }
  }
}
