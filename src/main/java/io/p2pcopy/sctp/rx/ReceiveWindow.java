package io.p2pcopy.sctp.rx;

/**
 * How much the peer may send ahead of what the application takes (RFC 9260, section 6.2): what is
 * advertised, and what is accepted.
 */
final class ReceiveWindow {

  /**
   * What a message weighs besides its payload, so that a peer cannot fill the memory with small
   * ones.
   */
  private static final int MESSAGE_OVERHEAD = 64;

  private final long size;
  private final long smallestAdvertised;
  private final long gapReserve;
  private long payload;
  private long overhead;
  private long advertised;

  /**
   * @param packetSize windows smaller than that are advertised as closed
   * @param gapReserve what may be accepted beyond the window to fill gaps
   */
  ReceiveWindow(long size, long packetSize, long gapReserve) {
    this.size = size;
    this.smallestAdvertised = Math.min(packetSize, size / 4);
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
    return payload + bytes <= limit && payload + overhead <= 3 * size;
  }

  void onStored(int bytes) {
    payload += bytes;
    advertised -= bytes;
  }

  void onDiscarded(int bytes) {
    payload -= bytes;
  }

  void onMessageComplete() {
    overhead += MESSAGE_OVERHEAD;
  }

  void onMessageTaken(int bytes) {
    onMessagesDiscarded(1, bytes);
  }

  void onMessagesDiscarded(int messages, int bytes) {
    payload -= bytes;
    overhead -= (long) messages * MESSAGE_OVERHEAD;
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

  private long available() {
    long free = size - payload - overhead;
    // RFC 9260, 6.2, on the silly window syndrome: small windows are not offered.
    return free < smallestAdvertised ? 0 : free;
  }
}
