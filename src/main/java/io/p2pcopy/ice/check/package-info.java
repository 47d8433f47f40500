/**
 * Connectivity checks, candidate pairs, nomination and consent (RFC 8445, RFC 7675). Imports {@code
 * stun}.
 */
@NullMarked
package io.p2pcopy.ice.check;

import org.jspecify.annotations.NullMarked;
