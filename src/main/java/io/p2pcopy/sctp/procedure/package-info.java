/**
 * The procedures of an association other than data transfer: handshake, shutdown, stream reset,
 * heartbeat, path MTU discovery. Imports {@code tx}, {@code rx}, {@code timer} and {@code packet}.
 */
@NullMarked
package io.p2pcopy.sctp.procedure;

import org.jspecify.annotations.NullMarked;
