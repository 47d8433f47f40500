package io.p2pcopy.sctp.procedure;

import io.p2pcopy.sctp.PresharedInit;
import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.packet.Chunk;
import io.p2pcopy.sctp.packet.CommonHeader;
import io.p2pcopy.sctp.packet.CookieAckChunk;
import io.p2pcopy.sctp.packet.CookieEchoChunk;
import io.p2pcopy.sctp.packet.ErrorCause;
import io.p2pcopy.sctp.packet.ErrorChunk;
import io.p2pcopy.sctp.packet.InitAckChunk;
import io.p2pcopy.sctp.packet.InitChunk;
import io.p2pcopy.sctp.packet.Initiation;
import io.p2pcopy.sctp.packet.Parameter;
import io.p2pcopy.sctp.packet.ProtocolViolationException;
import io.p2pcopy.sctp.timer.RetransmissionTimer;
import io.p2pcopy.sctp.timer.RttEstimator;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The four-way handshake (RFC 9260, section 5), started by either peer or both at once. Does not
 * support restarts: a DTLS connection carries one association.
 */
public final class Handshake {

  /** The state of the handshake. */
  public enum Phase {
    IDLE,
    COOKIE_WAIT,
    COOKIE_ECHOED,
    DONE
  }

  private static final int COOKIE_PACKET_OVERHEAD_BYTES = CommonHeader.LENGTH + Chunk.HEADER + 3;

  private final SctpConfig config;
  private final RandomGenerator random;
  private final ControlChunkQueue outbox;
  private final RttEstimator rtt;
  private final StateCookie.Sealer sealer;
  private final int localTag;
  private final int initialTsn;
  private final RetransmissionTimer timer = new RetransmissionTimer();
  private Phase phase = Phase.IDLE;

  /** Whether the peer is known to use our verification tag. */
  private boolean confirmed;

  private byte[] cookie = {};
  private @Nullable PeerParameters peer;

  public Handshake(
      SctpConfig config, RandomGenerator random, ControlChunkQueue outbox, RttEstimator rtt) {
    this.config = config;
    this.random = random;
    this.outbox = outbox;
    this.rtt = rtt;
    this.sealer = new StateCookie.Sealer(random);
    PresharedInit presharedInit = config.presharedInit();
    this.localTag = presharedInit == null ? newTag() : presharedInit.localTag();
    this.initialTsn = presharedInit == null ? random.nextInt() : presharedInit.localInitialTsn();
  }

  public Phase phase() {
    return phase;
  }

  public int localTag() {
    return localTag;
  }

  /** Returns our initial TSN, as on the wire. */
  public int initialTsn() {
    return initialTsn;
  }

  /** Returns the peer's parameters, known from COOKIE_ECHOED on. */
  public @Nullable PeerParameters peer() {
    return peer;
  }

  /**
   * Starts the handshake, or completes it at once with preshared INIT values.
   *
   * @return whether the handshake became complete
   */
  public boolean connect(long now) {
    if (phase != Phase.IDLE) {
      return false;
    }
    PresharedInit presharedInit = config.presharedInit();
    if (presharedInit == null) {
      sendInit();
      timer.start(now, rtt.timeout());
      return false;
    }
    peer =
        new PeerParameters(
            presharedInit.remoteTag(),
            presharedInit.remoteInitialTsn(),
            PresharedInit.INITIAL_WINDOW_BYTES,
            config.outboundStreams(),
            config.inboundStreams(),
            true,
            presharedInit.interleaving(),
            true);
    phase = Phase.DONE;
    return true;
  }

  /** Records a packet with our verification tag: the peer uses the same preshared INIT values. */
  public void onHeard() {
    confirmed = true;
  }

  /** Responds to an INIT in any state (RFC 9260, sections 5.1, 5.2.1 and 5.2.2). */
  public void onInit(long now, InitChunk chunk) {
    Initiation init = chunk.initiation();
    if (!init.isValid()) {
      return;
    }
    // RFC 9260, 5.2.1: in COOKIE-WAIT an INIT is answered "using the same parameters it sent in its
    // original INIT chunk (including its Initiate Tag, unchanged)"; 5.2.2: later "the Initiate Tag
    // ... MUST be set to a new random value".
    // A peer that sends an INIT as its first packet has no preshared INIT values.
    boolean established = phase == Phase.DONE && confirmed && !isRepeated(init);
    int tag = established ? newTag() : localTag;
    int tsn = established ? random.nextInt() : initialTsn;
    InitParameters parameters = InitParameters.of(init.parameters());
    PeerParameters sender = peerParameters(init, parameters);
    List<Parameter> answer = new ArrayList<>(InitParameters.own(config.interleaving()));
    byte[] sealed = sealer.seal(new StateCookie(now, tag, sender));
    answer.add(new Parameter(Parameter.STATE_COOKIE, sealed));
    for (Parameter unrecognized : parameters.unrecognized()) {
      answer.add(new Parameter(Parameter.UNRECOGNIZED_PARAMETER, unrecognized.toBytes()));
    }
    outbox.addSolitary(init.initiateTag(), new InitAckChunk(own(tag, tsn, answer)));
  }

  /**
   * Returns whether the peer of the established association sends its INIT again. It does after it
   * was told that its cookie is stale, when our COOKIE ACK came too late for it. A new tag, which
   * section 5.2.2 requires, would then never match: the cookie of the answer would be discarded in
   * every case of section 5.2.4, and the peer could not become established.
   */
  private boolean isRepeated(Initiation init) {
    return peer != null
        && init.initiateTag() == peer.tag()
        && init.initialTsn() == peer.initialTsn();
  }

  /** Processes an INIT ACK and sends the COOKIE ECHO (RFC 9260, section 5.1 C). */
  public void onInitAck(long now, InitAckChunk chunk) throws ProtocolViolationException {
    Initiation ack = chunk.initiation();
    // RFC 9260, 5.2.3: "If an INIT ACK chunk is received by an endpoint in any state other than the
    // COOKIE-WAIT or CLOSED state, the endpoint SHOULD discard the INIT ACK chunk."
    if (phase != Phase.COOKIE_WAIT || !ack.isValid()) {
      return;
    }
    InitParameters parameters = InitParameters.of(ack.parameters());
    peer = peerParameters(ack, parameters);
    if (parameters.cookie().length == 0) {
      throw new ProtocolViolationException(
          "an INIT ACK without a State Cookie", ErrorCause.missingStateCookie());
    }
    if (parameters.cookie().length > config.maxPacketSize() - COOKIE_PACKET_OVERHEAD_BYTES) {
      throw new ProtocolViolationException("a State Cookie that fits into no packet");
    }
    cookie = parameters.cookie();
    phase = Phase.COOKIE_ECHOED;
    sendCookie();
    reportUnrecognized(parameters.unrecognized());
    rtt.onProgress();
    timer.start(now, rtt.timeout());
  }

  /**
   * Completes the handshake on the side that received the INIT (RFC 9260, sections 5.1 D and
   * 5.2.4).
   *
   * @param packetTag the verification tag of the packet
   * @return whether the handshake became complete
   */
  public boolean onCookieEcho(long now, int packetTag, CookieEchoChunk echo) {
    StateCookie opened = sealer.open(echo.cookie());
    if (opened == null || opened.localTag() != packetTag || packetTag != localTag) {
      // A forged cookie, or one that would restart the association (5.2.4, A and C).
      return false;
    }
    boolean known = peer != null && peer.tag() == opened.peer().tag();
    long age = now - opened.created();
    if (age > config.cookieLifetime() && !known) {
      long staleness = (age - config.cookieLifetime()) / 1000;
      outbox.addSolitary(
          opened.peer().tag(), new ErrorChunk(List.of(ErrorCause.staleCookie(staleness))));
      return false;
    }
    if (phase == Phase.DONE && (confirmed || known)) {
      // 5.2.4 D: "the endpoint SHOULD ... send a COOKIE ACK chunk", because the first one was lost.
      if (known) {
        outbox.add(new CookieAckChunk());
      }
      return false;
    }
    // 5.2.4 B and D: both sides sent an INIT at the same time; this cookie completes the handshake.
    peer = opened.peer();
    complete();
    outbox.add(new CookieAckChunk());
    return true;
  }

  /**
   * Completes the handshake on the side that sent the INIT (RFC 9260, section 5.1 E).
   *
   * @return whether the handshake became complete
   */
  public boolean onCookieAck() {
    if (phase != Phase.COOKIE_ECHOED) {
      return false;
    }
    complete();
    return true;
  }

  /** Restarts the handshake after a Stale Cookie error (RFC 9260, section 5.2.6). */
  public void onStaleCookie(long now) {
    if (phase == Phase.COOKIE_ECHOED) {
      peer = null;
      sendInit();
      timer.start(now, rtt.timeout());
    }
  }

  /**
   * Runs the T1-init and T1-cookie timers (RFC 9260, section 5.1).
   *
   * @return false after too many retransmissions without a response
   */
  public boolean handleTimeout(long now) {
    if (!timer.expires(now)) {
      return true;
    }
    if (timer.expiries() > config.maxInitRetransmits()) {
      return false;
    }
    rtt.backOff();
    if (phase == Phase.COOKIE_WAIT) {
      sendInit();
    } else {
      sendCookie();
    }
    timer.restart(now, rtt.timeout());
    return true;
  }

  public long nextTimeout() {
    return timer.deadline();
  }

  private void sendInit() {
    phase = Phase.COOKIE_WAIT;
    var parameters = InitParameters.own(config.interleaving());
    outbox.addSolitary(0, new InitChunk(own(localTag, initialTsn, parameters)));
  }

  private Initiation own(int tag, int tsn, List<Parameter> parameters) {
    return new Initiation(
        tag,
        config.initialReceiveWindow(),
        config.outboundStreams(),
        config.inboundStreams(),
        tsn,
        parameters);
  }

  private void sendCookie() {
    if (peer != null) {
      outbox.addSolitary(peer.tag(), new CookieEchoChunk(cookie));
    }
  }

  private void reportUnrecognized(List<Parameter> unrecognized) {
    if (unrecognized.isEmpty()) {
      return;
    }
    int length = unrecognized.stream().mapToInt(p -> p.toBytes().length + 3 & ~3).sum();
    var bytes = ByteBuffer.allocate(length);
    for (Parameter parameter : unrecognized) {
      bytes.put(parameter.toBytes());
      bytes.position((bytes.position() + 3) & ~3);
    }
    outbox.add(new ErrorChunk(List.of(ErrorCause.unrecognizedParameters(bytes.array()))));
  }

  private void complete() {
    phase = Phase.DONE;
    confirmed = true;
    cookie = new byte[0];
    timer.stop();
    rtt.onProgress();
  }

  private PeerParameters peerParameters(Initiation initiation, InitParameters parameters) {
    return new PeerParameters(
        initiation.initiateTag(),
        initiation.initialTsn(),
        initiation.advertisedWindow(),
        Math.min(config.outboundStreams(), initiation.inboundStreams()),
        Math.min(config.inboundStreams(), initiation.outboundStreams()),
        parameters.reConfig(),
        config.interleaving() && parameters.interleaving(),
        false);
  }

  /** RFC 9260, 5.3.1: "Initiate Tag values SHOULD be selected from the range of 1 to 2**32 - 1". */
  private int newTag() {
    int tag;
    do {
      tag = random.nextInt();
    } while (tag == 0);
    return tag;
  }
}
