/** The receiving side: what arrived, what is acknowledged, and messages put together from it. */
@NullMarked
package io.p2pcopy.sctp.rx;

import org.jspecify.annotations.NullMarked;
