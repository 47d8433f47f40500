/**
 * SCTP (RFC 9260) as WebRTC data channels use it: a state machine without input, output or clock.
 * {@link io.p2pcopy.sctp.Association} is the whole of it for other packages.
 */
@NullMarked
package io.p2pcopy.sctp;

import org.jspecify.annotations.NullMarked;
