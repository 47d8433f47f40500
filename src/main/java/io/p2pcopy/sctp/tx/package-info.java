/** The sending side: what is queued, what is in flight, what is lost, and what leaves next. */
@NullMarked
package io.p2pcopy.sctp.tx;

import org.jspecify.annotations.NullMarked;
