/**
 * PeerConnection: the one place where ICE, DTLS, SCTP and data channels are put together; the
 * public API.
 */
@NullMarked
package io.p2pcopy.peer;

import org.jspecify.annotations.NullMarked;
