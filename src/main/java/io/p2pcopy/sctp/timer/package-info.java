/**
 * The retransmission timeout and the timers that use it (RFC 9260, section 6.3). Imports only the
 * settings.
 */
@NullMarked
package io.p2pcopy.sctp.timer;

import org.jspecify.annotations.NullMarked;
