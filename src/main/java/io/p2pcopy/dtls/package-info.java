/**
 * DTLS 1.2 (RFC 6347): identity, fingerprint, handshake by BouncyCastle, and the protection of
 * records.
 */
@NullMarked
package io.p2pcopy.dtls;

import org.jspecify.annotations.NullMarked;
