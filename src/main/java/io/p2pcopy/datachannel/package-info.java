/** Data channels (RFC 8831) and their establishment protocol (RFC 8832). */
@NullMarked
package io.p2pcopy.datachannel;

import org.jspecify.annotations.NullMarked;
