/**
 * Opens paths through strict NATs: which probes to send, by the kinds of both NATs. Knows no clock,
 * socket or other package of ICE.
 */
@NullMarked
package io.p2pcopy.ice.punch;

import org.jspecify.annotations.NullMarked;
