/**
 * The public API: {@link io.p2pcopy.peer.PeerConnection} combines ICE, DTLS, SCTP and data
 * channels.
 */
@NullMarked
package io.p2pcopy.peer;

import org.jspecify.annotations.NullMarked;
