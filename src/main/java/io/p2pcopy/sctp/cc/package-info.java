/** Congestion control: how much may be in flight, and later how fast it may leave. */
@NullMarked
package io.p2pcopy.sctp.cc;

import org.jspecify.annotations.NullMarked;
