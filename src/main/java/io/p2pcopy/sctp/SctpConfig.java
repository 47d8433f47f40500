package io.p2pcopy.sctp;

import org.jspecify.annotations.Nullable;

/** The settings of an association. Immutable; all durations are nanoseconds. */
public final class SctpConfig {

  private static final long MILLISECOND = 1_000_000;
  private static final long SECOND = 1000 * MILLISECOND;

  /** Room for the common header, a DATA header and something worth the trouble. */
  private static final int SMALLEST_PACKET = 256;

  private static final int SMALLEST_WINDOW = 4096;
  private static final int LARGEST_WINDOW = 64 << 20;
  private static final int FIRST_WINDOW = 4 << 20;

  private int localPort = 5000;
  private int remotePort = 5000;
  private int maxPacketSize = 1200;
  private int receiveWindow = LARGEST_WINDOW;
  private int sendWindow = LARGEST_WINDOW;
  private int outboundStreams = 65_535;
  private int inboundStreams = 65_535;
  private int maxMessageSize = 262_144;
  private long initialTimeout = 500 * MILLISECOND;
  private long minTimeout = 200 * MILLISECOND;
  private long maxTimeout = 10 * SECOND;
  private long maxBackoff = 500 * MILLISECOND;
  private int maxInitRetransmits = Integer.MAX_VALUE;
  private int associationMaxRetransmits = 120;
  private long sackDelay = 100 * MILLISECOND;
  private long heartbeatInterval = 15 * SECOND;
  private long cookieLifetime = 60 * SECOND;
  private CongestionControl congestionControl = CongestionControl.BBR;
  private boolean interleaving;
  private @Nullable PresharedInit agreement;

  private SctpConfig() {}

  private SctpConfig(SctpConfig that) {
    localPort = that.localPort;
    remotePort = that.remotePort;
    maxPacketSize = that.maxPacketSize;
    receiveWindow = that.receiveWindow;
    sendWindow = that.sendWindow;
    outboundStreams = that.outboundStreams;
    inboundStreams = that.inboundStreams;
    maxMessageSize = that.maxMessageSize;
    initialTimeout = that.initialTimeout;
    minTimeout = that.minTimeout;
    maxTimeout = that.maxTimeout;
    maxBackoff = that.maxBackoff;
    maxInitRetransmits = that.maxInitRetransmits;
    associationMaxRetransmits = that.associationMaxRetransmits;
    sackDelay = that.sackDelay;
    heartbeatInterval = that.heartbeatInterval;
    cookieLifetime = that.cookieLifetime;
    congestionControl = that.congestionControl;
    interleaving = that.interleaving;
    agreement = that.agreement;
  }

  /** Returns settings that suit every WebRTC peer. */
  public static SctpConfig defaults() {
    return new SctpConfig();
  }

  public int localPort() {
    return localPort;
  }

  public int remotePort() {
    return remotePort;
  }

  /** Sets both SCTP ports, 1 to 65535; WebRTC uses 5000 for both. */
  public SctpConfig withPorts(int local, int remote) {
    check(local > 0 && local <= 65_535 && remote > 0 && remote <= 65_535, "ports are 1 to 65535");
    var copy = new SctpConfig(this);
    copy.localPort = local;
    copy.remotePort = remote;
    return copy;
  }

  public int maxPacketSize() {
    return maxPacketSize;
  }

  /**
   * Sets the size of the largest SCTP packet to send to a path of which nothing else is known, 256
   * to 65535 bytes.
   */
  public SctpConfig withMaxPacketSize(int bytes) {
    check(bytes >= SMALLEST_PACKET && bytes <= 65_535, "packets have 256 to 65535 bytes");
    var copy = new SctpConfig(this);
    copy.maxPacketSize = bytes;
    return copy;
  }

  public int receiveWindow() {
    return receiveWindow;
  }

  /** Returns what is advertised before anything is known of the path, in bytes. */
  public int initialReceiveWindow() {
    return Math.min(receiveWindow, FIRST_WINDOW);
  }

  /**
   * Sets how many bytes the peer may send ahead of what the application takes at the most, 4 KiB to
   * 64 MiB. A window that may become large begins smaller, and grows as far as the path needs.
   * Where incomplete messages fill it, it always holds two of the {@linkplain #maxMessageSize
   * longest}.
   */
  public SctpConfig withReceiveWindow(int bytes) {
    check(isWindow(bytes), "receive windows have 4 KiB to 64 MiB");
    var copy = new SctpConfig(this);
    copy.receiveWindow = bytes;
    return copy;
  }

  public int sendWindow() {
    return sendWindow;
  }

  /**
   * Sets how many bytes are kept at the most that were sent and are not acknowledged, 4 KiB to 64
   * MiB.
   */
  public SctpConfig withSendWindow(int bytes) {
    check(isWindow(bytes), "send windows have 4 KiB to 64 MiB");
    var copy = new SctpConfig(this);
    copy.sendWindow = bytes;
    return copy;
  }

  public int outboundStreams() {
    return outboundStreams;
  }

  public int inboundStreams() {
    return inboundStreams;
  }

  /** Sets how many streams to ask for and to allow, 1 to 65535 each. */
  public SctpConfig withStreams(int outbound, int inbound) {
    check(
        outbound > 0 && outbound <= 65_535 && inbound > 0 && inbound <= 65_535,
        "streams are 1 to 65535");
    var copy = new SctpConfig(this);
    copy.outboundStreams = outbound;
    copy.inboundStreams = inbound;
    return copy;
  }

  /**
   * Returns the largest message to take, in bytes; a larger one aborts the association. Never more
   * than the receive window: a message that does not fit into it could never be completed.
   */
  public int maxMessageSize() {
    return Math.min(maxMessageSize, receiveWindow);
  }

  public SctpConfig withMaxMessageSize(int bytes) {
    check(bytes > 0, "messages have at least one byte");
    var copy = new SctpConfig(this);
    copy.maxMessageSize = bytes;
    return copy;
  }

  public long initialTimeout() {
    return initialTimeout;
  }

  public long minTimeout() {
    return minTimeout;
  }

  public long maxTimeout() {
    return maxTimeout;
  }

  /**
   * Sets RTO.Initial, RTO.Min and RTO.Max (RFC 9260, section 16): the retransmission timeout before
   * the first measurement of the round-trip time, and its bounds after it.
   */
  public SctpConfig withTimeouts(long initial, long min, long max) {
    check(min > 0 && min <= initial && initial <= max, "timeouts need 0 < min <= initial <= max");
    var copy = new SctpConfig(this);
    copy.initialTimeout = initial;
    copy.minTimeout = min;
    copy.maxTimeout = max;
    return copy;
  }

  public long maxBackoff() {
    return maxBackoff;
  }

  /**
   * Sets up to where expired timers double the retransmission timeout. Short, so that a path that
   * comes back is noticed soon; a timeout that the round-trip time itself makes longer stays so.
   */
  public SctpConfig withMaxBackoff(long duration) {
    check(duration > 0, "durations are positive");
    var copy = new SctpConfig(this);
    copy.maxBackoff = duration;
    return copy;
  }

  public int maxInitRetransmits() {
    return maxInitRetransmits;
  }

  /** Sets how often INIT and COOKIE-ECHO are repeated before the peer counts as lost. */
  public SctpConfig withMaxInitRetransmits(int count) {
    check(count >= 0, "counts are not negative");
    var copy = new SctpConfig(this);
    copy.maxInitRetransmits = count;
    return copy;
  }

  public int associationMaxRetransmits() {
    return associationMaxRetransmits;
  }

  /** Sets how many timeouts in a row mean that the peer is lost. */
  public SctpConfig withAssociationMaxRetransmits(int count) {
    check(count >= 0, "counts are not negative");
    var copy = new SctpConfig(this);
    copy.associationMaxRetransmits = count;
    return copy;
  }

  public long sackDelay() {
    return sackDelay;
  }

  /** Sets how long an acknowledgement may wait for a second packet, 0 to 500 ms. */
  public SctpConfig withSackDelay(long duration) {
    // RFC 9260, 6.2: "An implementation MUST NOT allow the maximum delay ... to be configured to be
    // more than 500 ms."
    check(duration >= 0 && duration <= 500 * MILLISECOND, "a SACK waits at most 500 ms");
    var copy = new SctpConfig(this);
    copy.sackDelay = duration;
    return copy;
  }

  public long heartbeatInterval() {
    return heartbeatInterval;
  }

  /** Sets after which silence a HEARTBEAT is sent. */
  public SctpConfig withHeartbeatInterval(long duration) {
    check(duration > 0, "durations are positive");
    var copy = new SctpConfig(this);
    copy.heartbeatInterval = duration;
    return copy;
  }

  public long cookieLifetime() {
    return cookieLifetime;
  }

  /** Sets how long a State Cookie of ours may be answered (Valid.Cookie.Life). */
  public SctpConfig withCookieLifetime(long duration) {
    check(duration > 0, "durations are positive");
    var copy = new SctpConfig(this);
    copy.cookieLifetime = duration;
    return copy;
  }

  public CongestionControl congestionControl() {
    return congestionControl;
  }

  /** Sets how the sender finds out how much the path takes; the peer need not know. */
  public SctpConfig withCongestionControl(CongestionControl algorithm) {
    var copy = new SctpConfig(this);
    copy.congestionControl = algorithm;
    return copy;
  }

  public boolean interleaving() {
    return interleaving;
  }

  /**
   * Sets whether to offer a peer to mix the fragments of different messages (RFC 8260), so that a
   * long one holds no other up. Where both ends have an {@link PresharedInit}, that decides.
   */
  public SctpConfig withInterleaving(boolean offer) {
    var copy = new SctpConfig(this);
    copy.interleaving = offer;
    return copy;
  }

  /** Returns what both ends agreed upon before, or null if the peer may be any. */
  public @Nullable PresharedInit agreement() {
    return agreement;
  }

  /** Tells that the peer is this implementation, too, and has the other half of the agreement. */
  public SctpConfig withAgreement(PresharedInit shared) {
    var copy = new SctpConfig(this);
    copy.agreement = shared;
    return copy;
  }

  private static boolean isWindow(int bytes) {
    return bytes >= SMALLEST_WINDOW && bytes <= LARGEST_WINDOW;
  }

  private static void check(boolean condition, String sentence) {
    if (!condition) {
      throw new IllegalArgumentException(sentence);
    }
  }
}
