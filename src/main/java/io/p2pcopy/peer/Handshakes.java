package io.p2pcopy.peer;

import io.p2pcopy.dtls.ClientHello;
import io.p2pcopy.dtls.DtlsCloseReason;
import io.p2pcopy.dtls.DtlsListener;
import io.p2pcopy.dtls.DtlsTransport;
import io.p2pcopy.ice.IceTransport;
import io.p2pcopy.ice.check.PacketVerdict;
import io.p2pcopy.ice.check.SelectedPath;
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
 * Brings about one DTLS connection where others who know both descriptions handshake, too. A server
 * has one handshake for each client, and the first one that succeeds counts. A client whose
 * handshake fails begins another one. A source whose handshake fails is forgotten, unless the
 * peer's description names it. Lives on the event loop.
 */
final class Handshakes {

  /** Handshakes of one server at the same time; each has a thread. */
  static final int MAX_ATTEMPTS = 4;

  /** A handshake that has taken longer gives way to another client. */
  private static final long ATTEMPT_MAY_TAKE = 3_000_000_000L;

  /** So many handshakes with addresses that the description names fail before this gives up, */
  private static final int MAX_FAILURES = 3;

  /** and for so long: the failures may come from a few forged packets. */
  private static final long FAILURES_LAST = 2_000_000_000;

  private static final long FIRST_PAUSE = 50_000_000;
  private static final long LONGEST_PAUSE = 1_000_000_000;

  /** To so many addresses a ClientHello goes that remains without an answer. */
  private static final int MAX_REMOTES = 4;

  private final Function<DtlsListener, DtlsTransport> factory;
  private final boolean client;

  /** This side waits for a peer that comes when it will. */
  private final boolean waits;

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
  private long pause = FIRST_PAUSE;
  private @Nullable DtlsCloseReason failure;
  private String failureDetail = "";

  /**
   * @param factory makes a transport that has not started
   * @param client whether this side is the DTLS client
   * @param waits whether to go on waiting for the peer when somebody else's handshake ends
   * @param timeout of the handshake with a peer that is there
   * @param listener is told what comes of the one handshake that succeeds, or that none does
   */
  Handshakes(
      Function<DtlsListener, DtlsTransport> factory,
      boolean client,
      boolean waits,
      Duration timeout,
      IceTransport ice,
      EventLoop loop,
      DtlsListener listener) {
    this.factory = factory;
    this.client = client;
    this.waits = waits;
    this.timeout = timeout;
    this.ice = ice;
    this.loop = loop;
    this.listener = listener;
    this.overall = loop.newDeadline(this::timedOut);
    this.restart = loop.newDeadline(this::startClient);
  }

  /** Returns the transport whose handshake is done, or {@code null} before. */
  @Nullable DtlsTransport established() {
    return established == null ? null : established.transport;
  }

  /** There is a path now, to the peer or to somebody who passes for it. */
  void pathFound() {
    if (ended || established != null) {
      return;
    }
    overall.set(loop.now() + timeout.toNanos());
    startClient();
  }

  /** No path is left: whoever was there was not the peer. */
  void pathLost() {
    if (established == null) {
      overall.cancel();
      restart.cancel();
      closeAllBut(null);
    }
  }

  /** The path leads elsewhere now. */
  void pathChanged(SelectedPath path) {
    if (client && established == null) {
      for (Attempt attempt : List.copyOf(attempts)) {
        if (!attempt.partners.contains(path.remote())) {
          attempt.transport.repeatFlight();
        }
      }
    }
  }

  /** Takes a packet that is not STUN. */
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
   * Ends with the last failure, if a handshake has failed.
   *
   * @return whether the listener was told
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

  /** Ends all handshakes, and tells the peer if there is a connection. */
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
    List<Attempt> own =
        attempts.stream().filter(attempt -> attempt.partners.contains(source)).toList();
    // A peer may use another of its addresses in the middle of a handshake.
    return own.isEmpty() && ice.isDescribed(source) ? List.copyOf(attempts) : own;
  }

  /** Returns the handshake that this ClientHello belongs to, or begins. */
  private @Nullable Attempt attemptOf(ByteBuffer random, InetSocketAddress source) {
    for (Attempt attempt : attempts) {
      if (random.equals(attempt.clientRandom)) {
        return attempt;
      }
    }
    if (attempts.size() == MAX_ATTEMPTS && !evictOne(source)) {
      return null;
    }
    Attempt begun = add(new Attempt(random));
    begun.transport.start();
    return begun;
  }

  private boolean evictOne(InetSocketAddress source) {
    boolean described = ice.isDescribed(source);
    for (Attempt attempt : attempts) {
      boolean foreign = attempt.partners.stream().noneMatch(ice::isDescribed);
      if ((described && foreign) || loop.now() - attempt.begunAt >= ATTEMPT_MAY_TAKE) {
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
    InetSocketAddress heard = attempt.heard;
    if (heard != null) {
      ice.confirm(heard);
    }
    listener.connected();
  }

  private void failed(Attempt attempt, DtlsCloseReason reason, String detail) {
    failure = reason;
    failureDetail = detail;
    InetSocketAddress source = attempt.heard;
    if (source != null && !ice.isDescribed(source)) {
      ice.forget(source);
    } else if (isLastFailure()) {
      reportFailure();
      return;
    }
    if (client) {
      restart.set(loop.now() + pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    }
  }

  private boolean isLastFailure() {
    if (failures++ == 0) {
      firstFailureAt = loop.now();
    }
    return failures >= MAX_FAILURES && loop.now() - firstFailureAt >= FAILURES_LAST;
  }

  private void timedOut() {
    if (failure == null) {
      failure = DtlsCloseReason.HANDSHAKE_TIMEOUT;
    }
    SelectedPath path = ice.path();
    if (!waits || path == null || ice.isDescribed(path.remote())) {
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
    final long begunAt = loop.now();

    /** Whose handshake it is; {@code null} for the client. */
    final @Nullable ByteBuffer clientRandom;

    /** Addresses with which it has to do. */
    final Set<InetSocketAddress> partners = new HashSet<>();

    /** From where the latest packet came. */
    @Nullable InetSocketAddress heard;

    private long repetitionsWhenHeard;
    private boolean dropped;

    Attempt(@Nullable ByteBuffer clientRandom) {
      this.clientRandom = clientRandom;
    }

    void handle(ByteBuffer packet, InetSocketAddress source) {
      heard = source;
      partners.add(source);
      repetitionsWhenHeard = transport.stats().retransmittedFlights();
      transport.handleDatagram(packet);
    }

    PacketVerdict handleProtected(ByteBuffer packet, InetSocketAddress source) {
      long newest = transport.newestSequence();
      long verified = transport.verifiedRecords();
      transport.handleDatagram(packet);
      if (transport.newestSequence() > newest) {
        heard = source;
        return PacketVerdict.NEWEST;
      }
      return transport.verifiedRecords() > verified
          ? PacketVerdict.VERIFIED
          : PacketVerdict.UNVERIFIED;
    }

    /** Ends it without a word. */
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
        ice.send(datagram, datagram.remaining());
        return;
      }
      for (InetSocketAddress remote : receivers()) {
        partners.add(remote);
        ice.sendTo(remote, datagram.duplicate());
      }
    }

    /** What remains without an answer goes to other addresses as well. */
    private Set<InetSocketAddress> receivers() {
      Set<InetSocketAddress> receivers = new HashSet<>();
      InetSocketAddress answered = heard;
      SelectedPath path = ice.path();
      boolean repeated = transport.stats().retransmittedFlights() > repetitionsWhenHeard;
      if (answered != null) {
        receivers.add(answered);
      }
      if (path != null && (answered == null || repeated)) {
        receivers.add(path.remote());
      }
      if (answered == null && repeated) {
        ice.remotes().stream().limit(MAX_REMOTES).forEach(receivers::add);
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
