/** Offer and answer: the compact blob, and its mapping to the SDP of browsers. */
@NullMarked
package io.p2pcopy.signal;

import org.jspecify.annotations.NullMarked;
