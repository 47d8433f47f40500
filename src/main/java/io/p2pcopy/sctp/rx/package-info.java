/** The receiving side: received TSNs, SACKs, receive window, reassembly, stream delivery. */
@NullMarked
package io.p2pcopy.sctp.rx;

import org.jspecify.annotations.NullMarked;
