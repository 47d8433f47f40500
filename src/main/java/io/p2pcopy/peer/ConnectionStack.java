package io.p2pcopy.peer;

import io.p2pcopy.datachannel.DataChannels;
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
import io.p2pcopy.signal.SessionDescription;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The layers of one connection and what passes between them: ICE finds the path, on it DTLS proves
 * who is there, in it SCTP carries the channels. Everything runs on the event loop.
 */
final class ConnectionStack implements IceListener, DtlsListener {

  /** How long a path may be silent before the connection counts as lost; a Wi-Fi roams in less. */
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(20);

  /** SCTP packets of this size, DTLS, UDP and IPv6 fit into the 1280 bytes that IPv6 promises. */
  private static final int SAFE_PACKET = 1192;

  private static final String INTERNAL_ERROR =
      "Internal error, connection closed. Please report it (details with -v).";

  private static final String NO_PATH =
      "No connection: no path was found between the two computers. A firewall or a strict NAT may"
          + " be blocking the connection.";

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

  /** When the peer was heard last, while that is in doubt. */
  private volatile @Nullable Long silentSince;

  private record Ends(InetSocketAddress local, InetSocketAddress remote) {
    boolean are(SelectedPath path) {
      return local.equals(path.local()) && remote.equals(path.remote());
    }
  }

  /** For which path the association knows how large packets may be. */
  private @Nullable Ends measuredPath;

  /** The end has begun; callbacks that it runs may ask for it again. */
  private boolean ending;

  private boolean endRuns;

  private long patienceEnds;
  private boolean dtlsClient;
  private boolean peerSeen;

  /** Whether the peer is of this implementation. */
  private boolean agreed;

  ConnectionStack(
      PeerConfig config,
      EventLoop loop,
      Clock clock,
      SecureRandom random,
      DataChannels channels,
      CompletableFuture<ConnectionPath> connected,
      IceCredentials credentials,
      Duration standstill) {
    this.config = config;
    this.loop = loop;
    this.clock = clock;
    this.random = random;
    this.channels = channels;
    this.connected = connected;
    this.credentials = credentials;
    warmUp = new WarmUp(loop, random, clock);
    warmUp.sockets();
    this.ice = IceTransport.open(iceConfig(config), credentials, loop, this);
    this.patience = loop.newDeadline(this::patienceIsOver);
    this.silence = loop.newDeadline(this::silentForTooLong);
    this.associationTimer = loop.newDeadline(this::associationIsDue);
    this.establishing = loop.newDeadline(this::notEstablished);
    // Its turn takes the snapshot.
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
        // Longer than the session's own, which knows better what to say.
        .withPatience(config.patience().plusSeconds(5))
        .withGatherLimit(config.gatherLimit())
        .withConnectTimeout(config.connectTimeout());
  }

  void follow(ConnectionListener follower) {
    listener = follower;
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

  CompletableFuture<List<Candidate>> gather() {
    return ice.gather();
  }

  /** The description has been given out; from now on the other person has time to answer. */
  void awaitPeer(DtlsIdentity identity) {
    awaitUntil(clock.nanoTime() + config.patience().toNanos());
    warmUp.connection(identity, () -> peerSeen || ended.isDone());
  }

  private void awaitUntil(long end) {
    patienceEnds = end;
    patience.set(end);
  }

  /** Both descriptions are known: the checks can begin, or begin anew with another peer. */
  void begin(IceRole role, boolean asDtlsClient, SessionDescription peer, DtlsIdentity identity) {
    if (ending || peerSeen) {
      return;
    }
    if (role == IceRole.CONTROLLING) {
      // Who has the answer knows that the other side is there.
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
            events -> transport(identity, peer, events),
            asDtlsClient,
            role == IceRole.CONTROLLED,
            config.connectTimeout(),
            ice,
            loop,
            this);
    ice.start(role, peer.credentials(), peer.candidates());
  }

  private DtlsTransport transport(
      DtlsIdentity identity, SessionDescription peer, DtlsListener events) {
    DtlsTransport made =
        DtlsTransport.create(
            identity,
            dtlsClient ? DtlsRole.CLIENT : DtlsRole.SERVER,
            peer.fingerprint(),
            config.connectTimeout(),
            random,
            clock,
            loop,
            events);
    made.speak(PresharedInits.protocols(credentials, peer.credentials()));
    return made;
  }

  /** Returns the description of the peer that is tried, or was found. From any thread. */
  @Nullable SessionDescription remote() {
    return remote;
  }

  /**
   * Returns the path as it was at most 100 ms ago; {@code null} while there is none. From any
   * thread.
   */
  @Nullable ConnectionPath path() {
    return snapshot.path();
  }

  /** Returns the counters as they were at most 100 ms ago. From any thread. */
  PeerStats stats() {
    return snapshot.stats();
  }

  /** Returns for how long the peer has been silent; zero while that is not in doubt. */
  Duration silence() {
    Long since = silentSince;
    return since == null ? Duration.ZERO : Duration.ofNanos(clock.nanoTime() - since);
  }

  /**
   * Ends the association gracefully: what is queued is still sent, as long as some of it arrives.
   * {@link #ended} completes when that is done, or cannot be done.
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

  /** Says good-bye where somebody may listen, and lets the path go. */
  void close() {
    fail(Reason.CLOSED, CLOSED_HERE);
    ice.close();
    closed.complete(null);
  }

  /** Something in here is broken: better no connection than one that cannot be relied on. */
  void bug(Throwable thrown) {
    connected.completeExceptionally(
        new ConnectionException(Reason.INTERNAL_ERROR, INTERNAL_ERROR, thrown));
    end(INTERNAL_ERROR, thrown);
  }

  /** Completes when the layers above the path have come to their end, whatever it was. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  /** Completes when the path has been let go too. */
  CompletableFuture<Void> closed() {
    return closed;
  }

  // IceListener

  @Override
  public void stateChanged(IceState state) {
    switch (state) {
      case WAITING -> waitAgain();
      case CONNECTED -> pathFound();
      case DISCONNECTED -> pathInDoubt();
      case FAILED -> pathNotFound();
      default -> {
        // The states on the way say nothing that would have to be done.
      }
    }
  }

  @Override
  public void peerArrived() {
    listener.peerArrived();
  }

  @Override
  public boolean attemptFailed() {
    boolean waits = listener.attemptFailed(new ConnectionException(Reason.NO_PATH, NO_PATH));
    if (waits) {
      awaitUntil(clock.nanoTime() + config.patience().toNanos());
    }
    return waits;
  }

  @Override
  public void candidatesChanged(List<Candidate> candidates) {
    if (!peerSeen) {
      listener.candidatesChanged(candidates);
    }
  }

  private void pathInDoubt() {
    if (records() == null) {
      // Before anything was proven, the checks alone decide who is there.
      return;
    }
    silentSince = ice.lastHeard();
    silence.set(ice.lastHeard() + LONGEST_SILENCE.toNanos());
  }

  @Override
  public void pathChanged(SelectedPath selected) {
    if (handshakes != null) {
      handshakes.pathChanged(selected);
    }
    if (association != null) {
      estimateRoundTrip(association, selected);
      takeSnapshot(association);
    }
  }

  /** What the connectivity checks have measured, nobody has to guess. */
  private static void estimateRoundTrip(Association carrier, @Nullable SelectedPath selected) {
    if (selected != null && !selected.rtt().isZero()) {
      carrier.estimateRoundTrip(selected.rtt().toNanos());
    }
  }

  private void pathFound() {
    silentSince = null;
    silence.cancel();
    patience.cancel();
    if (!peerSeen && handshakes != null) {
      peerSeen = true;
      handshakes.pathFound();
    }
  }

  /** Whoever had passed the checks was not the peer. */
  private void waitAgain() {
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

  private void pathNotFound() {
    if (peerSeen) {
      fail(Reason.LOST, "The connection was lost: the other computer no longer answers.");
    } else if (handshakes == null || !handshakes.reportFailure()) {
      fail(Reason.NO_PATH, NO_PATH);
    }
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
    ice.send(datagram, datagram.remaining());
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
            .withMaxPacketSize(SAFE_PACKET)
            .withCongestionControl(config.flow().congestion().algorithm())
            .withSendWindow(config.flow().window())
            .withReceiveWindow(config.flow().window())
            .withInterleaving(true);
    PresharedInit agreement =
        PresharedInits.between(credentials, peer.credentials(), records.spoken());
    if (agreement != null) {
      agreed = true;
      sctp = sctp.withPresharedInit(agreement);
    }
    Association carrier = Association.create(sctp, random);
    association = carrier;
    pump = new PacketPump(carrier, records, ice);
    channels.attach(carrier, dtlsClient, peer.maxMessageSize());
    estimateRoundTrip(carrier, ice.path());
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
        // The association may have been told why, in the packet before.
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

  private void patienceIsOver() {
    if (handshakes != null && handshakes.reportFailure()) {
      return;
    }
    fail(
        Reason.PEER_ABSENT,
        "No connection: the other side did not come within "
            + Sentences.duration(config.patience())
            + ".");
  }

  private void notEstablished() {
    fail(
        Reason.HANDSHAKE_FAILED,
        "No connection: the other side was reached and then fell silent while the data channel was"
            + " set up.");
  }

  private void silentForTooLong() {
    if (clock.nanoTime() < ice.lastHeard() + LONGEST_SILENCE.toNanos()) {
      // Checks are not answered, and yet something comes.
      pathInDoubt();
      return;
    }
    fail(
        Reason.LOST,
        "The connection was lost: nothing has come from the other computer for "
            + Sentences.duration(LONGEST_SILENCE)
            + ".");
  }

  private void associationIsDue() {
    if (association != null) {
      association.handleTimeout(clock.nanoTime());
    }
  }

  // The end of each turn: events go up, packets go down.

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
      // No other turn may come for seconds.
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
    SocketIo io = ice.io();
    if (selected != null && io != null) {
      measure(carrier, selected);
    }
    DtlsTransport records = records();
    String cipherSuite = records == null ? "" : records.cipherSuite();
    snapshot.take(clock.nanoTime(), carrier.stats(), cipherSuite, selected, io);
  }

  /** Lets packets be as large as the path allows, once the socket can keep them whole. */
  private void measure(Association carrier, SelectedPath selected) {
    if (measuredPath != null && measuredPath.are(selected)) {
      return;
    }
    int largest = ice.largestPacket() - DtlsTransport.OVERHEAD;
    if (largest > 0) {
      measuredPath = new Ends(selected.local(), selected.remote());
      carrier.pathChanged(clock.nanoTime(), Math.min(largest, PacketPump.LARGEST_PACKET));
    }
  }

  private void handle(AssociationEvent event) {
    channels.handle(event);
    if (event instanceof AssociationEvent.Established) {
      establishing.cancel();
      if (association != null) {
        takeSnapshot(association);
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
      // An end of ours reads everything, whatever comes behind it.
      if (agreed || !drain.awaitReader()) {
        closedByPeer();
      }
      return;
    }
    switch (closed.reason()) {
      case LOST -> {
        if (connected.isDone()) {
          pathNotFound();
        } else {
          notEstablished();
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
    connected.completeExceptionally(new ConnectionException(reason, sentence));
    end(sentence, null);
  }

  private void end(@Nullable String sentence, @Nullable Throwable cause) {
    if (ended.isDone() || endRuns) {
      return;
    }
    boolean again = ending;
    ending = true;
    endRuns = true;
    try {
      if (!again) {
        sayGoodBye();
      }
    } finally {
      letGo(sentence, cause);
    }
  }

  /** Is called again if it fails for want of memory. */
  private void letGo(@Nullable String sentence, @Nullable Throwable cause) {
    try {
      patience.cancel();
      silence.cancel();
      establishing.cancel();
      associationTimer.cancel();
      snapshotTimer.cancel();
      drain.cancel();
      channels.closeAll(sentence, cause);
      ended.complete(null);
    } finally {
      endRuns = false;
    }
  }

  private void sayGoodBye() {
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
