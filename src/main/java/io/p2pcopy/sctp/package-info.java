/**
 * SCTP (RFC 9260) as a pure state machine that is told the time, packets and randomness, and asks
 * for none of them.
 */
@NullMarked
package io.p2pcopy.sctp;

import org.jspecify.annotations.NullMarked;
