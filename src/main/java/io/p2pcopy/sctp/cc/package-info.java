/** Congestion control: congestion window and pacing rate (RFC 9260, section 7.2). */
@NullMarked
package io.p2pcopy.sctp.cc;

import org.jspecify.annotations.NullMarked;
