package io.p2pcopy.peer;

import io.p2pcopy.dtls.ClientHello;
import io.p2pcopy.dtls.DtlsCloseReason;
import io.p2pcopy.dtls.DtlsListener;
import io.p2pcopy.dtls.DtlsTransport;
import io.p2pcopy.ice.IceTransport;
import io.p2pcopy.ice.check.PacketVerdict;
import io.p2pcopy.ice.check.SelectedPath;
import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.net.Deadline;
import io.p2pcopy.net.EventLoop;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Establishes one DTLS connection although an attacker who knows both descriptions may handshake,
 * too. A server keeps one handshake per client, and the first that succeeds wins; a client retries
 * after a failure. A source whose handshake fails is discarded unless it is a candidate in the
 * remote description. Confined to the event loop.
 */
final class Handshakes {

  /** A handshake older than this may be evicted for another client. */
  private static final long ATTEMPT_TIMEOUT_NANOS = 3_000_000_000L;

  /**
   * The shortest time from the first failure to the one that ends the attempt: forged packets cause
   * a few failures in quick succession.
   */
  private static final long FAILURE_PERIOD_NANOS = 2_000_000_000;

  private static final long MIN_RETRY_DELAY_NANOS = 50_000_000;
  private static final long MAX_RETRY_DELAY_NANOS = 1_000_000_000;

  private final Function<DtlsListener, DtlsTransport> factory;
  private final boolean client;

  /** Whether this side keeps waiting for the peer when another source fails. */
  private final boolean keepsWaiting;

  private final Duration timeout;
  private final IceTransport ice;
  private final EventLoop loop;
  private final DtlsListener listener;
  private final Deadline overall;
  private final Deadline restart;
  private final List<Attempt> attempts = new ArrayList<>();
  private @Nullable Attempt established;
  private boolean ended;
  private int failures;
  private long firstFailureAt;
  private long retryDelay = MIN_RETRY_DELAY_NANOS;
  private @Nullable DtlsCloseReason failure;
  private String failureDetail = "";

  /**
   * @param factory creates a transport that has not been started
   * @param client whether this side is the DTLS client
   * @param keepsWaiting whether to keep waiting for the peer when another source's handshake ends
   * @param timeout of the handshake, counted from the first path
   * @param listener receives the events of the handshake that succeeds, or the failure
   */
  Handshakes(
      Function<DtlsListener, DtlsTransport> factory,
      boolean client,
      boolean keepsWaiting,
      Duration timeout,
      IceTransport ice,
      EventLoop loop,
      DtlsListener listener) {
    this.factory = factory;
    this.client = client;
    this.keepsWaiting = keepsWaiting;
    this.timeout = timeout;
    this.ice = ice;
    this.loop = loop;
    this.listener = listener;
    this.overall = loop.newDeadline(this::timedOut);
    this.restart = loop.newDeadline(this::startClient);
  }

  /** Returns the transport whose handshake has completed, or {@code null} before. */
  @Nullable DtlsTransport established() {
    return established == null ? null : established.transport;
  }

  /** Starts the handshake on a new path, which may still lead to an impostor. */
  void pathFound() {
    if (ended || established != null) {
      return;
    }
    overall.set(loop.now() + timeout.toNanos());
    startClient();
  }

  /** Stops all handshakes when the last path was rejected. */
  void pathLost() {
    if (established == null) {
      overall.cancel();
      restart.cancel();
      closeAllBut(null);
    }
  }

  /** Repeats the current flight on the new path. */
  void pathChanged(SelectedPath path) {
    if (client && established == null) {
      for (Attempt attempt : List.copyOf(attempts)) {
        if (!attempt.remotes.contains(path.remote())) {
          attempt.transport.repeatFlight();
        }
      }
    }
  }

  /** Handles a packet that is not STUN. */
  PacketVerdict packetReceived(ByteBuffer packet, InetSocketAddress source) {
    Attempt only = established;
    if (only != null) {
      return only.handleProtected(packet, source);
    }
    if (!ended) {
      for (Attempt attempt : attemptsFor(packet, source)) {
        attempt.handle(packet.duplicate(), source);
      }
    }
    return PacketVerdict.UNVERIFIED;
  }

  /**
   * Closes with the last failure, if a handshake has failed.
   *
   * @return whether there was a failure to report
   */
  boolean reportFailure() {
    DtlsCloseReason reason = failure;
    if (reason == null || established != null) {
      return false;
    }
    close();
    listener.closed(reason, failureDetail);
    return true;
  }

  /** Closes all handshakes, and sends close_notify on an established connection. */
  void close() {
    ended = true;
    overall.cancel();
    restart.cancel();
    Attempt only = established;
    closeAllBut(only);
    if (only != null) {
      only.transport.close();
    }
  }

  private void startClient() {
    if (client && !ended && established == null && attempts.isEmpty() && ice.path() != null) {
      add(new Attempt(null)).transport.start();
    }
  }

  private Attempt add(Attempt attempt) {
    attempts.add(attempt);
    return attempt;
  }

  private List<Attempt> attemptsFor(ByteBuffer packet, InetSocketAddress source) {
    ByteBuffer random = client ? null : ClientHello.randomIn(packet);
    if (random != null) {
      Attempt attempt = attemptOf(random, source);
      return attempt == null ? List.of() : List.of(attempt);
    }
    List<Attempt> matching =
        attempts.stream().filter(attempt -> attempt.remotes.contains(source)).toList();
    // The peer may switch to another of its addresses during a handshake.
    return matching.isEmpty() && ice.isDescribed(source) ? List.copyOf(attempts) : matching;
  }

  /** Returns the handshake of this ClientHello, starting one if it is new. */
  private @Nullable Attempt attemptOf(ByteBuffer random, InetSocketAddress source) {
    for (Attempt attempt : attempts) {
      if (random.equals(attempt.clientRandom)) {
        return attempt;
      }
    }
    if (attempts.size() == PeerLimits.Dtls.HANDSHAKES && !evictOne(source)) {
      return null;
    }
    Attempt attempt = add(new Attempt(random));
    attempt.transport.start();
    return attempt;
  }

  private boolean evictOne(InetSocketAddress source) {
    boolean described = ice.isDescribed(source);
    for (Attempt attempt : attempts) {
      boolean foreign = attempt.remotes.stream().noneMatch(ice::isDescribed);
      if ((described && foreign) || loop.now() - attempt.startedAt >= ATTEMPT_TIMEOUT_NANOS) {
        attempt.drop();
        return true;
      }
    }
    return false;
  }

  private void closeAllBut(@Nullable Attempt kept) {
    for (Attempt attempt : List.copyOf(attempts)) {
      if (attempt != kept) {
        attempt.drop();
      }
    }
  }

  private void succeeded(Attempt attempt) {
    if (ended || established != null) {
      attempt.drop();
      return;
    }
    established = attempt;
    overall.cancel();
    restart.cancel();
    closeAllBut(attempt);
    InetSocketAddress lastSource = attempt.lastSource;
    if (lastSource != null) {
      ice.confirm(lastSource);
    }
    listener.connected();
  }

  private void failed(Attempt attempt, DtlsCloseReason reason, String detail) {
    failure = reason;
    failureDetail = detail;
    InetSocketAddress source = attempt.lastSource;
    if (source != null && !ice.isDescribed(source)) {
      ice.forget(source);
    } else if (isLastFailure()) {
      reportFailure();
      return;
    }
    if (client) {
      restart.set(loop.now() + retryDelay);
      retryDelay = Math.min(2 * retryDelay, MAX_RETRY_DELAY_NANOS);
    }
  }

  private boolean isLastFailure() {
    if (failures++ == 0) {
      firstFailureAt = loop.now();
    }
    return failures >= PeerLimits.Dtls.FAILED_HANDSHAKES
        && loop.now() - firstFailureAt >= FAILURE_PERIOD_NANOS;
  }

  private void timedOut() {
    if (failure == null) {
      failure = DtlsCloseReason.HANDSHAKE_TIMEOUT;
    }
    SelectedPath path = ice.path();
    if (!keepsWaiting || path == null || ice.isDescribed(path.remote())) {
      reportFailure();
      return;
    }
    closeAllBut(null);
    ice.forget(path.remote());
    if (ice.path() != null) {
      pathFound();
    }
  }

  /** One handshake. */
  private final class Attempt implements DtlsListener {
    final DtlsTransport transport = factory.apply(this);
    final long startedAt = loop.now();

    /**
     * The random of the ClientHello, which identifies the handshake; {@code null} on the client.
     */
    final @Nullable ByteBuffer clientRandom;

    /** Addresses that this handshake has sent to or received from. */
    final Set<InetSocketAddress> remotes = new HashSet<>();

    /** The source of the latest packet. */
    @Nullable InetSocketAddress lastSource;

    private long retransmissionsAtLastPacket;
    private boolean dropped;

    Attempt(@Nullable ByteBuffer clientRandom) {
      this.clientRandom = clientRandom;
    }

    void handle(ByteBuffer packet, InetSocketAddress source) {
      lastSource = source;
      remotes.add(source);
      retransmissionsAtLastPacket = transport.stats().retransmittedFlights();
      transport.handleDatagram(packet);
    }

    PacketVerdict handleProtected(ByteBuffer packet, InetSocketAddress source) {
      long newest = transport.newestSequence();
      long verified = transport.verifiedRecords();
      transport.handleDatagram(packet);
      if (transport.newestSequence() > newest) {
        lastSource = source;
        return PacketVerdict.NEWEST;
      }
      return transport.verifiedRecords() > verified
          ? PacketVerdict.VERIFIED
          : PacketVerdict.UNVERIFIED;
    }

    /** Closes this attempt silently. */
    void drop() {
      dropped = true;
      attempts.remove(this);
      transport.close();
    }

    @Override
    public void outgoing(ByteBuffer datagram) {
      if (dropped) {
        return;
      }
      if (established == this) {
        ice.outgoing().send(datagram, datagram.remaining());
        return;
      }
      for (InetSocketAddress remote : receivers()) {
        remotes.add(remote);
        ice.outgoing().sendTo(remote, datagram.duplicate());
      }
    }

    /** Returns the destinations of a flight: an unanswered flight also goes to other addresses. */
    private Set<InetSocketAddress> receivers() {
      Set<InetSocketAddress> receivers = new HashSet<>();
      InetSocketAddress answered = lastSource;
      SelectedPath path = ice.path();
      boolean repeated = transport.stats().retransmittedFlights() > retransmissionsAtLastPacket;
      if (answered != null) {
        receivers.add(answered);
      }
      if (path != null && (answered == null || repeated)) {
        receivers.add(path.remote());
      }
      if (answered == null && repeated) {
        ice.remotes().stream()
            .limit(PeerLimits.Dtls.CLIENT_HELLO_ADDRESSES)
            .forEach(receivers::add);
      }
      return receivers;
    }

    @Override
    public void connected() {
      succeeded(this);
    }

    @Override
    public void applicationData(ByteBuffer plaintext) {
      if (established == this) {
        listener.applicationData(plaintext);
      }
    }

    @Override
    public void closed(DtlsCloseReason reason, String detail) {
      attempts.remove(this);
      if (established == this) {
        listener.closed(reason, detail);
      } else if (!dropped && !ended) {
        failed(this, reason, detail);
      }
    }
  }
}
