package io.p2pcopy.sctp.procedure;

/**
 * What the handshake has told of the peer.
 *
 * @param tag the verification tag of packets to it
 * @param initialTsn its first TSN, as on the wire
 * @param window its receive window in bytes
 * @param outboundStreams streams that we may send on
 * @param inboundStreams streams that the peer may send on
 * @param reConfig whether it takes RE-CONFIG chunks
 * @param interleaving whether both ends send I-DATA in place of DATA (RFC 8260)
 * @param preshared whether it keeps to the agreement, and so takes packets without a checksum (RFC
 *     9653) and in pieces
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
