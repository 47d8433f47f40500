/** Runs congestion control over simulated paths with many seeds and prints distributions. */
@NullMarked
package io.p2pcopy.sctp.distribution;

import org.jspecify.annotations.NullMarked;
