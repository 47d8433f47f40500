/**
 * The public types of an SCTP association (RFC 9260, RFC 8831): configuration, messages, events,
 * statistics.
 */
@NullMarked
package io.p2pcopy.sctp;

import org.jspecify.annotations.NullMarked;
