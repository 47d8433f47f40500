package io.p2pcopy.peer;

import io.p2pcopy.datachannel.DataChannels;
import io.p2pcopy.datachannel.ReservedStream;
import io.p2pcopy.dtls.DtlsCloseReason;
import io.p2pcopy.dtls.DtlsIdentity;
import io.p2pcopy.dtls.DtlsListener;
import io.p2pcopy.dtls.DtlsRole;
import io.p2pcopy.dtls.DtlsTransport;
import io.p2pcopy.ice.IceConfig;
import io.p2pcopy.ice.IceListener;
import io.p2pcopy.ice.IceState;
import io.p2pcopy.ice.IceTransport;
import io.p2pcopy.ice.check.PacketVerdict;
import io.p2pcopy.ice.check.SelectedPath;
import io.p2pcopy.ice.gather.GatheringStatus;
import io.p2pcopy.ice.stun.IceRole;
import io.p2pcopy.net.AddressSource;
import io.p2pcopy.net.Clock;
import io.p2pcopy.net.Deadline;
import io.p2pcopy.net.EventLoop;
import io.p2pcopy.net.SocketIo;
import io.p2pcopy.peer.ConnectionException.Reason;
import io.p2pcopy.sctp.AssociationEvent;
import io.p2pcopy.sctp.PresharedInit;
import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.association.Association;
import io.p2pcopy.signal.Candidate;
import io.p2pcopy.signal.IceCredentials;
import io.p2pcopy.signal.NatBehavior;
import io.p2pcopy.signal.SessionDescription;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The protocol layers of one connection: ICE finds the path, DTLS authenticates the peer and
 * encrypts, and SCTP carries the data channels. Confined to the event loop unless a method says
 * otherwise.
 */
final class ConnectionStack implements IceListener, DtlsListener {

  /**
   * How long the peer may be silent before the connection counts as lost. A computer that changes
   * from one network to another may have none for 20 s, and then some seconds pass until the path
   * is found.
   */
  private static final Duration SILENCE_TIMEOUT = Duration.ofSeconds(40);

  private static final String INTERNAL_ERROR =
      "Internal error, connection closed. Please report it (details with -v).";

  private static final String OUT_OF_MEMORY =
      "This side ran out of memory, connection closed. Give it more, or end other programs.";

  private static final String CLOSED_HERE = "The connection was closed on this side.";

  private final PeerConfig config;
  private final EventLoop loop;
  private final Clock clock;
  private final SecureRandom random;
  private final DataChannels channels;
  private final CompletableFuture<ConnectionPath> connected;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final IceCredentials credentials;
  private final IceTransport ice;
  private final Deadline patience;
  private final Deadline silence;
  private final Deadline establishing;
  private final Deadline associationTimer;
  private final Deadline snapshotTimer;
  private final Drain drain;
  private final WarmUp warmUp;
  private final Snapshot snapshot = new Snapshot();
  private volatile @Nullable SessionDescription remote;
  private ConnectionListener listener = ConnectionListener.NONE;
  private @Nullable Handshakes handshakes;
  private @Nullable Association association;
  private @Nullable PacketPump pump;
  private @Nullable AssociationPath associationPath;
  private @Nullable CandidateExchange candidateExchange;

  /** This side's candidates that were handed out or reported before the connection. */
  private final Set<Candidate> announced = new HashSet<>();

  /** When the last packet came from the peer; {@code null} while its checks are answered. */
  private volatile @Nullable Long silentSince;

  /** Set when closing begins. Callbacks that run meanwhile may request the end again. */
  private boolean ending;

  private boolean endInProgress;

  /** Whether the peer was sent the end. Another attempt is made where memory ran out. */
  private boolean peerNotified;

  private long patienceEnds;
  private boolean dtlsClient;
  private boolean peerSeen;

  /** Whether the peer runs this implementation, so that it reads everything it has acknowledged. */
  private boolean peerIsOwnImplementation;

  ConnectionStack(
      PeerConfig config,
      EventLoop loop,
      Clock clock,
      SecureRandom random,
      DataChannels channels,
      CompletableFuture<ConnectionPath> connected,
      IceCredentials credentials,
      Duration standstill,
      AddressSource addresses) {
    this.config = config;
    this.loop = loop;
    this.clock = clock;
    this.random = random;
    this.channels = channels;
    this.connected = connected;
    this.credentials = credentials;
    warmUp = new WarmUp(loop, random, clock);
    warmUp.sockets();
    this.ice = IceTransport.open(iceConfig(config), credentials, loop, addresses, this);
    this.patience = loop.newDeadline(this::patienceExpired);
    this.silence = loop.newDeadline(this::silenceTimedOut);
    this.associationTimer = loop.newDeadline(this::associationTimerExpired);
    this.establishing = loop.newDeadline(this::associationNotEstablished);
    // Wakes the loop; turnEnded() takes the snapshot.
    this.snapshotTimer = loop.newDeadline(() -> {});
    this.drain =
        new Drain(
            loop,
            standstill,
            channels::discardUnread,
            () -> fail(Reason.CLOSED, CLOSED_HERE),
            this::closedByPeer);
    loop.execute(() -> loop.onTurnEnd(this::turnEnded));
  }

  private static IceConfig iceConfig(PeerConfig config) {
    return IceConfig.local()
        .withStunServers(config.stunServers())
        .withLoopback(config.loopback())
        .withHiddenAddresses(config.hideAddresses())
        .withBind(config.bind())
        // Longer than the deadline of this class, which reports the more specific failure.
        .withPatience(config.patience().plusSeconds(5))
        .withGatherLimit(config.gatherLimit())
        .withConnectTimeout(config.connectTimeout());
  }

  void setListener(ConnectionListener next) {
    listener = next;
  }

  Reachability reachability() {
    GatheringStatus status = ice.gatheringStatus();
    return new Reachability(
        status.network(),
        status.publicIpv4(),
        status.publicIpv6(),
        status.unknownServers(),
        status.pending());
  }

  /** Returns the kind of this side's NAT for the description; may be called from any thread. */
  NatBehavior describeNat() {
    return ice.describeNat();
  }

  CompletableFuture<List<Candidate>> gather() {
    return ice.gather()
        .thenApply(
            candidates -> {
              loop.execute(() -> announced.addAll(candidates));
              return candidates;
            });
  }

  /** Starts the patience timer once the local description has been handed out. */
  void awaitPeer(DtlsIdentity identity) {
    awaitUntil(clock.nanoTime() + config.patience().toNanos());
    warmUp.connection(identity, () -> peerSeen || ended.isDone());
  }

  private void awaitUntil(long end) {
    patienceEnds = end;
    patience.set(end);
  }

  /**
   * Starts connectivity checks once both descriptions are known, or restarts them for another
   * remote description. Ignored after a path was found.
   */
  void begin(IceRole role, boolean asDtlsClient, SessionDescription peer, DtlsIdentity identity) {
    if (ending || peerSeen) {
      return;
    }
    if (role == IceRole.CONTROLLING) {
      // The peer has already answered, so only the connect timeout applies.
      patience.cancel();
    } else if (remote != null) {
      awaitUntil(clock.nanoTime() + config.patience().toNanos());
    }
    remote = peer;
    dtlsClient = asDtlsClient;
    if (handshakes != null) {
      handshakes.close();
    }
    handshakes =
        new Handshakes(
            events -> createTransport(identity, peer, events),
            asDtlsClient,
            role == IceRole.CONTROLLED,
            config.connectTimeout(),
            ice,
            loop,
            this);
    ice.start(role, peer.credentials(), peer.candidates(), peer.natBehavior());
  }

  private DtlsTransport createTransport(
      DtlsIdentity identity, SessionDescription peer, DtlsListener events) {
    DtlsTransport transport =
        DtlsTransport.create(
            identity,
            dtlsClient ? DtlsRole.CLIENT : DtlsRole.SERVER,
            peer.fingerprint(),
            config.connectTimeout(),
            random,
            clock,
            loop,
            events);
    transport.speak(PresharedInits.protocols(credentials, peer.credentials()));
    return transport;
  }

  /**
   * Returns the remote description in use, or {@code null} before {@link #begin}. May be called
   * from any thread.
   */
  @Nullable SessionDescription remote() {
    return remote;
  }

  /**
   * Returns the path as of at most 100 ms ago, or {@code null} while there is none. May be called
   * from any thread.
   */
  @Nullable ConnectionPath path() {
    return snapshot.path();
  }

  /** Returns the counters as of at most 100 ms ago. May be called from any thread. */
  PeerStats stats() {
    return snapshot.stats();
  }

  /**
   * Returns how long the peer has been silent; zero while it answers consent checks. May be called
   * from any thread.
   */
  Duration silence() {
    Long since = silentSince;
    return since == null ? Duration.ZERO : Duration.ofNanos(clock.nanoTime() - since);
  }

  /**
   * Shuts the association down gracefully: sends the queued messages as long as the peer
   * acknowledges some of them. {@link #ended} completes when all are delivered or the drain is
   * abandoned.
   */
  void drain() {
    Association carrier = association;
    if (carrier == null || !carrier.isEstablished()) {
      fail(Reason.CLOSED, CLOSED_HERE);
    } else {
      channels.beginClosing();
      drain.begin(carrier);
    }
  }

  /** Aborts the association if it still exists, notifies the peer, and closes the ICE transport. */
  void close() {
    fail(Reason.CLOSED, CLOSED_HERE);
    ice.close();
    closed.complete(null);
  }

  /** Fails the connection after an unexpected exception on the event loop. */
  void internalError(Throwable thrown) {
    String sentence = thrown instanceof OutOfMemoryError ? OUT_OF_MEMORY : INTERNAL_ERROR;
    connected.completeExceptionally(
        new ConnectionException(Reason.INTERNAL_ERROR, sentence, thrown));
    end(sentence, thrown);
  }

  /** Completes when DTLS, SCTP and the channels have ended, for whatever reason. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  /** Completes when the ICE transport has been closed, too. */
  CompletableFuture<Void> closed() {
    return closed;
  }

  // IceListener

  @Override
  public void stateChanged(IceState state) {
    switch (state) {
      case WAITING -> peerRejected();
      case CONNECTED -> pathFound();
      case DISCONNECTED -> pathInDoubt();
      case FAILED -> pathFailed();
      default -> {
        // NEW and GATHERING need no action.
      }
    }
  }

  @Override
  public void tryingHarder(NatBehavior own, NatBehavior peer) {
    listener.tryingHarder(own.isStrict(), peer.isStrict());
  }

  @Override
  public void peerArrived() {
    listener.peerArrived();
  }

  @Override
  public boolean attemptFailed() {
    boolean waits = listener.attemptFailed(noPath());
    if (waits) {
      awaitUntil(clock.nanoTime() + config.patience().toNanos());
    }
    return waits;
  }

  @Override
  public void candidatesChanged(List<Candidate> candidates) {
    CandidateExchange exchange = candidateExchange;
    if (exchange != null) {
      exchange.candidatesChanged(candidates);
    } else if (!peerSeen && !announced.containsAll(candidates)) {
      listener.candidatesChanged(candidates);
    }
    announced.addAll(candidates);
  }

  /** Agrees with the peer's own instance of this program on a stream for later candidates. */
  private CandidateExchange newCandidateExchange() {
    ReservedStream stream = channels.reserve(this::candidateMessageArrived);
    return new CandidateExchange(
        loop, stream, config.hideAddresses(), config.loopback(), this::peerCandidatesChanged);
  }

  private void peerCandidatesChanged(List<Candidate> candidates) {
    ice.peerCandidates(candidates);
    listener.peerCandidatesChanged(candidates);
  }

  private void candidateMessageArrived(byte[] message) {
    if (candidateExchange != null) {
      candidateExchange.messageArrived(message);
    }
  }

  private void pathInDoubt() {
    if (records() == null) {
      // Before the handshake has authenticated the peer, only ICE decides whether it is reachable.
      return;
    }
    if (silentSince == null && connected.isDone()) {
      listener.pathLost();
    }
    silentSince = ice.lastHeard();
    silence.set(ice.lastHeard() + SILENCE_TIMEOUT.toNanos());
  }

  @Override
  public void pathChanged(SelectedPath selected) {
    if (handshakes != null) {
      handshakes.pathChanged(selected);
    }
    if (association != null && associationPath != null) {
      associationPath.changed(selected);
      takeSnapshot(association);
    }
    if (silentSince == null) {
      reportPath();
    }
  }

  private void reportPath() {
    ConnectionPath found = snapshot.path();
    if (connected.isDone() && found != null) {
      listener.pathFound(found);
    }
  }

  private void pathFound() {
    if (silentSince != null) {
      reportPath();
    }
    silentSince = null;
    silence.cancel();
    patience.cancel();
    if (!peerSeen && handshakes != null) {
      peerSeen = true;
      handshakes.pathFound();
    }
  }

  /**
   * Handles the loss of the only path before the peer was authenticated: wait for the real peer.
   */
  private void peerRejected() {
    if (peerSeen && handshakes != null) {
      peerSeen = false;
      silentSince = null;
      silence.cancel();
      handshakes.pathLost();
      if (ice.waits()) {
        patience.set(patienceEnds);
      }
    }
  }

  private void pathFailed() {
    if (peerSeen) {
      fail(Reason.LOST, "The connection was lost: the other computer no longer answers.");
    } else if (handshakes == null || !handshakes.reportFailure()) {
      fail(noPath());
    }
  }

  private ConnectionException noPath() {
    SessionDescription peer = remote;
    NatBehavior ofPeer = peer == null ? NatBehavior.UNKNOWN : peer.natBehavior();
    return new ConnectionException(NoPathCause.of(ice.natBehavior(), ofPeer, ice.hasHeardPeer()));
  }

  @Override
  public PacketVerdict packetReceived(ByteBuffer packet, InetSocketAddress source) {
    return handshakes == null
        ? PacketVerdict.UNVERIFIED
        : handshakes.packetReceived(packet, source);
  }

  private @Nullable DtlsTransport records() {
    return handshakes == null ? null : handshakes.established();
  }

  // DtlsListener

  @Override
  public void outgoing(ByteBuffer datagram) {
    ice.outgoing().send(datagram, datagram.remaining());
  }

  @Override
  public void connected() {
    DtlsTransport records = records();
    SessionDescription peer = remote;
    if (ending || records == null || peer == null) {
      return;
    }
    SctpConfig sctp =
        SctpConfig.defaults()
            .withMaxPacketSize(AssociationPath.INITIAL_PACKET_SIZE)
            .withCongestionControl(config.flow().congestion().algorithm())
            .withSendWindow(config.flow().window())
            .withReceiveWindow(config.flow().window())
            .withInterleaving(true);
    PresharedInit preshared =
        PresharedInits.between(credentials, peer.credentials(), records.spoken());
    if (preshared != null) {
      peerIsOwnImplementation = true;
      sctp = sctp.withPresharedInit(preshared);
    }
    Association carrier = Association.create(sctp, random);
    association = carrier;
    pump = new PacketPump(carrier, records, ice);
    channels.attach(carrier, dtlsClient, peer.maxMessageSize());
    associationPath = new AssociationPath(carrier, ice, clock);
    if (peerIsOwnImplementation && PresharedInits.exchangeCandidates(records.spoken())) {
      candidateExchange = newCandidateExchange();
    }
    establishing.set(clock.nanoTime() + config.connectTimeout().toNanos());
    carrier.connect(clock.nanoTime());
  }

  @Override
  public void applicationData(ByteBuffer plaintext) {
    if (association != null) {
      association.handlePacket(clock.nanoTime(), plaintext);
    }
  }

  @Override
  public void closed(DtlsCloseReason reason, String detail) {
    switch (reason) {
      case CLOSE_NOTIFY -> {
        // A preceding packet may have carried an ABORT with the reason.
        handleEvents();
        closedByPeer();
      }
      case FINGERPRINT_MISMATCH, REFUSED_BY_PEER ->
          fail(
              Reason.FINGERPRINT_MISMATCH,
              "No connection: the other side's certificate does not match its invite or reply."
                  + " Somebody may be in between.");
      case HANDSHAKE_TIMEOUT ->
          fail(
              Reason.HANDSHAKE_FAILED,
              "No connection: the other side was reached and then fell silent during the encryption"
                  + " handshake.");
      default -> fail(Reason.HANDSHAKE_FAILED, "No secure connection: " + detail + ".");
    }
  }

  // Timers

  private void patienceExpired() {
    if (handshakes != null && handshakes.reportFailure()) {
      return;
    }
    fail(
        Reason.PEER_ABSENT,
        "No connection: the other side did not come within "
            + Sentences.duration(config.patience())
            + ".");
  }

  private void associationNotEstablished() {
    fail(
        Reason.HANDSHAKE_FAILED,
        "No connection: the other side was reached and then fell silent while the data channel was"
            + " set up.");
  }

  private void silenceTimedOut() {
    if (clock.nanoTime() < ice.lastHeard() + SILENCE_TIMEOUT.toNanos()) {
      // Checks are unanswered, but other packets have arrived since.
      pathInDoubt();
      return;
    }
    fail(
        Reason.LOST,
        "The connection was lost: nothing has come from the other computer for "
            + Sentences.duration(SILENCE_TIMEOUT)
            + ".");
  }

  private void associationTimerExpired() {
    if (association != null) {
      association.handleTimeout(clock.nanoTime());
    }
  }

  // End of each loop turn: deliver events upwards, send packets downwards.

  private void turnEnded() {
    Association carrier = association;
    PacketPump packets = pump;
    if (carrier == null || packets == null || ending) {
      return;
    }
    handleEvents();
    if (ending) {
      return;
    }
    if (packets.flush(clock.nanoTime())) {
      loop.execute(() -> {});
    }
    channels.turnEnded();
    if (snapshot.isOld(clock.nanoTime())) {
      takeSnapshot(carrier);
      snapshotTimer.cancel();
    } else {
      // The next turn may be seconds away.
      snapshotTimer.set(snapshot.oldAt());
    }
    long next = carrier.nextTimeout();
    if (next == Long.MAX_VALUE) {
      associationTimer.cancel();
    } else {
      associationTimer.set(next);
    }
  }

  private void handleEvents() {
    AssociationEvent event;
    while (association != null && (event = association.pollEvent()) != null) {
      handle(event);
    }
  }

  private void takeSnapshot(Association carrier) {
    SelectedPath selected = ice.path();
    SocketIo io = ice.outgoing().io();
    if (selected != null && io != null && associationPath != null) {
      associationPath.updatePacketSize(selected);
    }
    DtlsTransport records = records();
    String cipherSuite = records == null ? "" : records.cipherSuite();
    snapshot.take(clock.nanoTime(), carrier.stats(), cipherSuite, selected, io);
  }

  private void handle(AssociationEvent event) {
    channels.handle(event);
    if (event instanceof AssociationEvent.Established) {
      establishing.cancel();
      if (association != null) {
        takeSnapshot(association);
      }
      if (candidateExchange != null) {
        candidateExchange.start(ice.localCandidates());
      }
      ConnectionPath found = snapshot.path();
      if (found != null) {
        connected.complete(found);
      }
    } else if (event instanceof AssociationEvent.Closed closed) {
      associationClosed(closed);
    }
  }

  private void associationClosed(AssociationEvent.Closed closed) {
    if (closed.reason() == AssociationEvent.CloseReason.SHUTDOWN) {
      // This implementation delivers acknowledged messages even after close_notify; others may not.
      if (peerIsOwnImplementation || !drain.awaitReader()) {
        closedByPeer();
      }
      return;
    }
    switch (closed.reason()) {
      case LOST -> {
        if (connected.isDone()) {
          pathFailed();
        } else {
          associationNotEstablished();
        }
      }
      case ABORTED_BY_PEER -> fail(Reason.CLOSED_BY_PEER, "The other side aborted the connection.");
      default ->
          fail(Reason.PROTOCOL_VIOLATION, "Connection closed: the other side broke the protocol.");
    }
  }

  private void closedByPeer() {
    if (!connected.isDone()) {
      fail(Reason.CLOSED_BY_PEER, "No connection: the other side has left.");
      return;
    }
    end(null, null);
  }

  private void fail(Reason reason, String sentence) {
    fail(new ConnectionException(reason, sentence));
  }

  private void fail(ConnectionException failure) {
    connected.completeExceptionally(failure);
    end(failure.getMessage(), null);
  }

  private void end(@Nullable String sentence, @Nullable Throwable cause) {
    if ((peerNotified && ended.isDone()) || endInProgress) {
      return;
    }
    ending = true;
    endInProgress = true;
    try {
      if (!peerNotified) {
        notifyPeer();
        peerNotified = true;
      }
    } finally {
      releaseResources(sentence, cause);
    }
  }

  /** Releases timers and channels. Called again if it fails with an OutOfMemoryError. */
  private void releaseResources(@Nullable String sentence, @Nullable Throwable cause) {
    try {
      silentSince = null;
      patience.cancel();
      silence.cancel();
      establishing.cancel();
      associationTimer.cancel();
      snapshotTimer.cancel();
      drain.cancel();
      if (candidateExchange != null) {
        candidateExchange.close();
      }
      channels.closeAll(sentence, cause);
      ended.complete(null);
    } finally {
      endInProgress = false;
    }
  }

  private void notifyPeer() {
    DtlsTransport records = records();
    if (association != null && pump != null && records != null && records.isConnected()) {
      association.abort(clock.nanoTime(), "");
      pump.flush(clock.nanoTime());
      takeSnapshot(association);
    }
    if (handshakes != null) {
      handshakes.close();
    }
  }
}
