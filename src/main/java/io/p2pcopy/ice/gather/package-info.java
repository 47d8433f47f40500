/**
 * Gathers host and server-reflexive candidates (RFC 8445, section 5.1.1). Imports {@code stun} and
 * {@code check}.
 */
@NullMarked
package io.p2pcopy.ice.gather;

import org.jspecify.annotations.NullMarked;
