package io.p2pcopy.dtls;

/**
 * What has been dropped without a word since the beginning (RFC 6347, section 4.1.2.7), and what
 * was sent again.
 *
 * @param malformed records that are not DTLS 1.2 as it should be here
 * @param badMacs records whose protection did not verify
 * @param replays records that had come before or are older than the anti-replay window
 * @param overflows records that came too early and found no place to wait
 * @param retransmittedFlights flights of the handshake that were sent again
 */
public record DtlsStats(
    long malformed, long badMacs, long replays, long overflows, long retransmittedFlights) {}
