package io.p2pcopy.sctp.rx;

/**
 * How much the peer may send ahead of what the application takes (RFC 9260, section 6.2): what is
 * advertised, and what is accepted. It grows with what the application takes in a round trip, so
 * that it holds back no sender, and a reader that is slow itself fills no memory.
 */
final class ReceiveWindow {

  /**
   * What a message weighs besides its payload, so that a peer cannot fill the memory with small
   * ones.
   */
  private static final int MESSAGE_OVERHEAD_BYTES = 128;

  /** The same for a message that is incomplete. */
  private static final int PARTIAL_OVERHEAD_BYTES = 512;

  /** The same for a fragment that arrived before its turn: its objects and its entry in a map. */
  static final int FRAGMENT_OVERHEAD_BYTES = 144;

  /**
   * Overhead may take twice the window, but no more than this, in bytes: with the largest window of
   * 64 MiB it fits into the heap of 136 MiB that the program starts with.
   */
  private static final long MAX_OVERHEAD_BYTES = 24L << 20;

  /**
   * A sender that never waits for the window needs twice what is taken in a round trip, and twice
   * that as long as it doubles its rate in each. Where a lost packet is lost again, what follows it
   * waits for as long.
   */
  private static final int WINDOW_ROUND_TRIPS = 8;

  /**
   * Up to here the window grows for messages that stay incomplete: 64 of 256 KiB at once, in bytes.
   * Beyond it, only what the application takes makes it grow.
   */
  private static final long MAX_PARTIAL_WINDOW_BYTES = 16L << 20;

  /** Shorter round trips are not told apart from the time that packets wait for the two ends. */
  private static final long MIN_ROUND_NANOS = 2_000_000;

  private static final long UNKNOWN = Long.MIN_VALUE;

  private final long largest;
  private final long largestForPartial;
  private final long minAdvertised;
  private final long gapReserve;
  private long size;
  private long payload;
  private long overhead;

  /** Memory taken by fragments and unused buffers, which no peer can know of. */
  private long reassembly;

  /** Of the payload, what belongs to messages that only further fragments can complete. */
  private long partial;

  private long advertised;
  private long taken;
  private long roundStart = UNKNOWN;

  /**
   * @param size what was advertised in the handshake
   * @param largest up to where it may grow
   * @param packetSize windows smaller than that are advertised as closed
   * @param gapReserve what may be accepted beyond the window to fill gaps
   */
  ReceiveWindow(long size, long largest, long packetSize, long gapReserve) {
    this.size = size;
    this.largest = largest;
    this.largestForPartial = Math.max(Math.min(largest, MAX_PARTIAL_WINDOW_BYTES), 2 * gapReserve);
    this.minAdvertised = Math.min(packetSize, size / 4);
    this.gapReserve = gapReserve;
    this.advertised = size;
  }

  /**
   * Whether a chunk may be stored.
   *
   * @param fillsGap it comes before others that are stored already, which may wait for it
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

  /** Fragments of interleaved messages begin one more of them. */
  void onPartialBegun() {
    overhead += PARTIAL_OVERHEAD_BYTES;
  }

  /**
   * What was stored last belongs to an incomplete message. A window that was full of nothing but
   * incomplete messages would never empty itself, so it grows, if need be beyond the largest, until
   * it holds two of the longest messages.
   */
  void onPartial(int bytes) {
    partial += bytes;
    if (partial > size / 2 && size < largestForPartial) {
      size = Math.min(largestForPartial, 2 * size);
    }
  }

  /** So many bytes of an incomplete message became part of a complete one, or were given up. */
  void onPartialEnded(int bytes) {
    partial -= bytes;
  }

  /** An interleaved message has ended, one way or the other. */
  void onPartialForgotten() {
    overhead -= PARTIAL_OVERHEAD_BYTES;
  }

  /** Memory for reassembly was taken, or given back if negative, in bytes. */
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
   * Grows if the application takes so much that the window could hold the peer back.
   *
   * @param roundTrip nanoseconds, 0 if it is not known
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

  /** Returns a_rwnd for a SACK that is sent now. */
  long advertise() {
    advertised = available();
    return advertised;
  }

  /** Whether the peer sees a nearly closed window that in truth is open again. */
  boolean needsUpdate() {
    return advertised < size / 4 && available() - Math.max(0, advertised) >= size / 4;
  }

  long buffered() {
    return payload;
  }

  /** Returns how much memory everything that is stored takes, in bytes. */
  long memory() {
    return payload + overhead + reassembly;
  }

  private long memoryLimit() {
    return size + Math.min(2 * size, MAX_OVERHEAD_BYTES);
  }

  private long available() {
    long free = Math.min(size - payload - overhead, memoryLimit() - memory());
    // RFC 9260, 6.2, on the silly window syndrome: small windows are not offered.
    return free < minAdvertised ? 0 : free;
  }
}
