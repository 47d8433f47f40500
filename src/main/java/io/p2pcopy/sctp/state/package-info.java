/** The procedures around the data: handshake, shutdown, stream reset and heartbeat. */
@NullMarked
package io.p2pcopy.sctp.state;

import org.jspecify.annotations.NullMarked;
