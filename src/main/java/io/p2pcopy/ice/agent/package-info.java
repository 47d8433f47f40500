/** Adapts ice4j, the ICE library. Imports {@code stun} and {@code check}. */
@NullMarked
package io.p2pcopy.ice.agent;

import org.jspecify.annotations.NullMarked;
