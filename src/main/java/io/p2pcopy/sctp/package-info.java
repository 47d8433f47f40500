/**
 * The types that a user of an SCTP association meets (RFC 9260, RFC 8831): settings, messages,
 * events, statistics. Imports nothing of the packages below it.
 */
@NullMarked
package io.p2pcopy.sctp;

import org.jspecify.annotations.NullMarked;
