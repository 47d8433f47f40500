package io.p2pcopy.sctp.rx;

import io.p2pcopy.limit.PeerLimits;

/**
 * The receive window (RFC 9260, section 6.2): computes a_rwnd and decides which chunks to accept.
 * The window grows with the bytes that the application receives per RTT, so it does not limit a
 * fast sender, and a slow reader does not fill the memory.
 */
final class ReceiveWindow {

  /**
   * Memory per complete message besides its payload. Without it, a peer could exhaust the memory
   * with small messages.
   */
  private static final int MESSAGE_OVERHEAD_BYTES = 128;

  /** Memory per incomplete message besides its payload. */
  private static final int PARTIAL_OVERHEAD_BYTES = 512;

  /** Memory per out-of-order fragment besides its payload: its objects and its map entry. */
  static final int FRAGMENT_OVERHEAD_BYTES = 144;

  /**
   * The window in multiples of the bytes received per RTT. A sender needs 2 so that the window
   * never limits it, and 4 in slow start, when its rate doubles per RTT. Repeated loss of the same
   * packet doubles this again.
   */
  private static final int WINDOW_ROUND_TRIPS = 8;

  /** Shorter RTTs consist mostly of processing delays at the two ends. */
  private static final long MIN_ROUND_NANOS = 2_000_000;

  private static final long UNKNOWN = Long.MIN_VALUE;

  private final long largest;
  private final long largestForPartial;
  private final long minAdvertised;
  private final long gapReserve;
  private long size;
  private long payload;
  private long overhead;

  /** Memory of fragments and unused buffer space, which is not part of a_rwnd. */
  private long reassembly;

  /** The part of {@link #payload} that belongs to incomplete messages. */
  private long partial;

  private long advertised;
  private long taken;
  private long roundStart = UNKNOWN;

  /**
   * @param size the a_rwnd that the handshake advertised
   * @param largest the maximum window
   * @param packetSize smaller windows are advertised as 0
   * @param gapReserve how many bytes beyond the window to accept in order to fill gaps
   */
  ReceiveWindow(long size, long largest, long packetSize, long gapReserve) {
    this.size = size;
    this.largest = largest;
    this.largestForPartial =
        Math.max(Math.min(largest, PeerLimits.Sctp.PARTIAL_WINDOW_BYTES), 2 * gapReserve);
    this.minAdvertised = Math.min(packetSize, size / 4);
    this.gapReserve = gapReserve;
    this.advertised = size;
  }

  /**
   * Whether a chunk may be stored.
   *
   * @param fillsGap whether stored chunks follow it, which may wait for it
   */
  boolean admits(int bytes, boolean fillsGap) {
    long limit = fillsGap ? size + gapReserve : size;
    long memoryLimit = fillsGap ? memoryLimit() + gapReserve : memoryLimit();
    return payload + bytes <= limit && memory() <= memoryLimit;
  }

  void onStored(int bytes) {
    payload += bytes;
    advertised -= bytes;
  }

  void onDiscarded(int bytes) {
    payload -= bytes;
  }

  /** Records a new incomplete message of I-DATA. */
  void onPartialBegun() {
    overhead += PARTIAL_OVERHEAD_BYTES;
  }

  /**
   * Records that the bytes stored last belong to an incomplete message. A window full of incomplete
   * messages would be a deadlock, so it grows, if necessary beyond the maximum, until it holds two
   * messages of the maximum size.
   */
  void onPartial(int bytes) {
    partial += bytes;
    if (partial > size / 2 && size < largestForPartial) {
      size = Math.min(largestForPartial, 2 * size);
    }
  }

  /** Records that an incomplete message with this many bytes was completed or discarded. */
  void onPartialEnded(int bytes) {
    partial -= bytes;
  }

  /** Records that an incomplete message of I-DATA was completed or discarded. */
  void onPartialForgotten() {
    overhead -= PARTIAL_OVERHEAD_BYTES;
  }

  /** Adds to the reassembly memory, in bytes; negative to release it. */
  void onReassemblyMemory(long bytes) {
    reassembly += bytes;
  }

  void onMessageComplete() {
    overhead += MESSAGE_OVERHEAD_BYTES;
  }

  void onMessageTaken(int bytes) {
    taken += bytes;
    onMessagesDiscarded(1, bytes);
  }

  /**
   * Grows the window if the application receives so fast that the window could limit the peer.
   *
   * @param roundTrip the RTT in nanoseconds, 0 if unknown
   */
  void adapt(long now, long roundTrip) {
    long round = Math.max(MIN_ROUND_NANOS, roundTrip);
    long elapsed = now - roundStart;
    if (roundStart != UNKNOWN && elapsed < round) {
      return;
    }
    if (roundStart != UNKNOWN) {
      double perRound = (double) taken * round / elapsed;
      size = Math.max(size, Math.min(largest, (long) (WINDOW_ROUND_TRIPS * perRound)));
    }
    taken = 0;
    roundStart = now;
  }

  void onMessagesDiscarded(int messages, int bytes) {
    payload -= bytes;
    overhead -= (long) messages * MESSAGE_OVERHEAD_BYTES;
  }

  /** Returns the a_rwnd of a SACK that is sent now. */
  long advertise() {
    advertised = available();
    return advertised;
  }

  /** Whether the window has reopened but the peer still sees a nearly closed one. */
  boolean needsUpdate() {
    return advertised < size / 4 && available() - Math.max(0, advertised) >= size / 4;
  }

  long buffered() {
    return payload;
  }

  /** Returns the memory used by all stored data, in bytes. */
  long memory() {
    return payload + overhead + reassembly;
  }

  private long memoryLimit() {
    return size + Math.min(2 * size, PeerLimits.Sctp.OVERHEAD_BYTES);
  }

  private long available() {
    long free = Math.min(size - payload - overhead, memoryLimit() - memory());
    // RFC 9260, 6.2: avoid the silly window syndrome by not advertising small windows.
    return free < minAdvertised ? 0 : free;
  }
}
