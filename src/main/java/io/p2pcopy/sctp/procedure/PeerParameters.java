package io.p2pcopy.sctp.procedure;

/**
 * The peer's parameters, known from the handshake.
 *
 * @param tag the verification tag of packets to the peer
 * @param initialTsn the peer's initial TSN, as on the wire
 * @param window the peer's a_rwnd in bytes
 * @param outboundStreams the number of streams that we may send on
 * @param inboundStreams the number of streams that the peer may send on
 * @param reConfig whether the peer supports RE-CONFIG
 * @param interleaving whether I-DATA was negotiated (RFC 8260)
 * @param preshared whether the peer uses preshared INIT values, and so accepts packets without a
 *     checksum (RFC 9653) and packet fragments
 */
public record PeerParameters(
    int tag,
    int initialTsn,
    long window,
    int outboundStreams,
    int inboundStreams,
    boolean reConfig,
    boolean interleaving,
    boolean preshared) {}
