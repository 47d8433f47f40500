/** Translates session descriptions to and from SDP (RFC 8829, RFC 8841). Imports {@code signal}. */
@NullMarked
package io.p2pcopy.signal.sdp;

import org.jspecify.annotations.NullMarked;
