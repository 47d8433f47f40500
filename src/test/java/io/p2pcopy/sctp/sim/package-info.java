/** A simulated network in virtual time, deterministic from a seed, and two associations on it. */
@NullMarked
package io.p2pcopy.sctp.sim;

import org.jspecify.annotations.NullMarked;
