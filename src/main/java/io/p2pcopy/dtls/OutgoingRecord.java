package io.p2pcopy.dtls;

/**
 * A record of the handshake as BouncyCastle words it: not protected yet, whatever its epoch, and
 * not cut to the size of a datagram.
 *
 * @param version for the header of a record of epoch 0
 */
@SuppressWarnings("ArrayRecordComponent") // Compared and printed by nobody.
record OutgoingRecord(int type, int version, int epoch, byte[] content) {}
