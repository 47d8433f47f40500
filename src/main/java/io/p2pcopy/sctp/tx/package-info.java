/** The sending side: send queue, stream scheduler, data in flight, loss detection, pacing. */
@NullMarked
package io.p2pcopy.sctp.tx;

import org.jspecify.annotations.NullMarked;
