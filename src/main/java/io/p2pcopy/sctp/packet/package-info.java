/**
 * Packets, chunks, parameters and error causes: their layout on the wire (RFC 9260, section 3) and
 * back.
 */
@NullMarked
package io.p2pcopy.sctp.packet;

import org.jspecify.annotations.NullMarked;
