/**
 * RTT measurement, RTO calculation and retransmission timers (RFC 9260, section 6.3). Imports only
 * {@code SctpConfig}.
 */
@NullMarked
package io.p2pcopy.sctp.timer;

import org.jspecify.annotations.NullMarked;
