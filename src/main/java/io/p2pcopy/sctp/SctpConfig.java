package io.p2pcopy.sctp;

import io.p2pcopy.limit.PeerLimits;
import org.jspecify.annotations.Nullable;

/** Immutable configuration of an association. All durations are in nanoseconds. */
public final class SctpConfig {

  private static final long MILLISECOND = 1_000_000;
  private static final long SECOND = 1000 * MILLISECOND;

  /** Leaves room for the common header, a DATA header and a useful amount of user data. */
  private static final int MIN_PACKET_BYTES = 256;

  private static final int MIN_WINDOW_BYTES = 4096;

  private static final String SMALL_PRESHARED_WINDOW =
      "with a preshared INIT, receive windows have at least 64 KiB";
  private int localPort = 5000;
  private int remotePort = 5000;
  private int maxPacketSize = 1200;
  private int receiveWindow = PeerLimits.Sctp.WINDOW_BYTES;
  private int sendWindow = PeerLimits.Sctp.WINDOW_BYTES;
  private int outboundStreams = 65_535;
  private int inboundStreams = 65_535;
  private int maxMessageSize = PeerLimits.Sctp.MESSAGE_BYTES;
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
  private @Nullable PresharedInit presharedInit;

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
    presharedInit = that.presharedInit;
  }

  /** Returns a configuration that works with every WebRTC peer. */
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

  /** Sets the largest SCTP packet to send while the path MTU is unknown, 256 to 65535 bytes. */
  public SctpConfig withMaxPacketSize(int bytes) {
    check(bytes >= MIN_PACKET_BYTES && bytes <= 65_535, "packets have 256 to 65535 bytes");
    var copy = new SctpConfig(this);
    copy.maxPacketSize = bytes;
    return copy;
  }

  public int receiveWindow() {
    return receiveWindow;
  }

  /** Returns the a_rwnd that the handshake advertises, in bytes. */
  public int initialReceiveWindow() {
    return Math.min(receiveWindow, PeerLimits.Sctp.INITIAL_WINDOW_BYTES);
  }

  /**
   * Sets the maximum receive window, 4 KiB to 64 MiB: how many bytes the peer may send before the
   * application receives them. The window starts smaller and grows with the path's bandwidth-delay
   * product. When incomplete messages fill it, it always grows to hold at least two messages of
   * {@linkplain #maxMessageSize the maximum size}. With a {@link PresharedInit}, it has at least
   * {@link PresharedInit#INITIAL_WINDOW_BYTES}, which the peer sends before it knows the window.
   */
  public SctpConfig withReceiveWindow(int bytes) {
    check(isWindow(bytes), "receive windows have 4 KiB to 64 MiB");
    check(presharedInit == null || fitsPresharedInit(bytes), SMALL_PRESHARED_WINDOW);
    var copy = new SctpConfig(this);
    copy.receiveWindow = bytes;
    return copy;
  }

  public int sendWindow() {
    return sendWindow;
  }

  /** Sets the maximum number of sent but unacknowledged bytes to hold, 4 KiB to 64 MiB. */
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

  /** Sets the number of outbound streams to request and inbound streams to allow, 1 to 65535. */
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
   * Returns the largest message to accept, in bytes; a larger one aborts the association. Never
   * more than the receive window, because a message that does not fit could never be reassembled.
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
   * the first RTT measurement, and its bounds afterwards.
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
   * Sets the upper limit of exponential backoff. A short limit detects soon that a path works
   * again. It does not shorten an RTO that is longer because of the measured RTT.
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

  /** Sets Max.Init.Retransmits: how often INIT and COOKIE ECHO are retransmitted. */
  public SctpConfig withMaxInitRetransmits(int count) {
    check(count >= 0, "counts are not negative");
    var copy = new SctpConfig(this);
    copy.maxInitRetransmits = count;
    return copy;
  }

  public int associationMaxRetransmits() {
    return associationMaxRetransmits;
  }

  /** Sets Association.Max.Retrans: after more consecutive timeouts the peer is unreachable. */
  public SctpConfig withAssociationMaxRetransmits(int count) {
    check(count >= 0, "counts are not negative");
    var copy = new SctpConfig(this);
    copy.associationMaxRetransmits = count;
    return copy;
  }

  public long sackDelay() {
    return sackDelay;
  }

  /** Sets the SACK delay, 0 to 500 ms: how long a SACK may wait for a second packet. */
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

  /** Sets HB.interval: the time between HEARTBEATs on an idle association. */
  public SctpConfig withHeartbeatInterval(long duration) {
    check(duration > 0, "durations are positive");
    var copy = new SctpConfig(this);
    copy.heartbeatInterval = duration;
    return copy;
  }

  public long cookieLifetime() {
    return cookieLifetime;
  }

  /** Sets Valid.Cookie.Life: how long a State Cookie is valid. */
  public SctpConfig withCookieLifetime(long duration) {
    check(duration > 0, "durations are positive");
    var copy = new SctpConfig(this);
    copy.cookieLifetime = duration;
    return copy;
  }

  public CongestionControl congestionControl() {
    return congestionControl;
  }

  /** Sets the congestion control algorithm. The two peers may use different ones. */
  public SctpConfig withCongestionControl(CongestionControl algorithm) {
    var copy = new SctpConfig(this);
    copy.congestionControl = algorithm;
    return copy;
  }

  public boolean interleaving() {
    return interleaving;
  }

  /**
   * Sets whether to offer user message interleaving (RFC 8260), which keeps a long message from
   * delaying messages of other streams. A {@link PresharedInit} overrides this setting.
   */
  public SctpConfig withInterleaving(boolean offer) {
    var copy = new SctpConfig(this);
    copy.interleaving = offer;
    return copy;
  }

  /** Returns the INIT values known beforehand, or null to use the four-way handshake. */
  public @Nullable PresharedInit presharedInit() {
    return presharedInit;
  }

  /**
   * Skips the handshake. The peer must use the same values with the two sides swapped.
   *
   * @throws IllegalArgumentException if the receive window is smaller than {@link
   *     PresharedInit#INITIAL_WINDOW_BYTES}
   */
  public SctpConfig withPresharedInit(PresharedInit shared) {
    check(fitsPresharedInit(receiveWindow), SMALL_PRESHARED_WINDOW);
    var copy = new SctpConfig(this);
    copy.presharedInit = shared;
    return copy;
  }

  private static boolean fitsPresharedInit(int receiveWindow) {
    return receiveWindow >= PresharedInit.INITIAL_WINDOW_BYTES;
  }

  private static boolean isWindow(int bytes) {
    return bytes >= MIN_WINDOW_BYTES && bytes <= PeerLimits.Sctp.WINDOW_BYTES;
  }

  private static void check(boolean condition, String sentence) {
    if (!condition) {
      throw new IllegalArgumentException(sentence);
    }
  }
}
