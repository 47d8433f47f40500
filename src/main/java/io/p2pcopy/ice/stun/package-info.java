/**
 * Encodes and decodes STUN messages (RFC 8489) with the attributes of ICE. Imports nothing else of
 * {@code ice}.
 */
@NullMarked
package io.p2pcopy.ice.stun;

import org.jspecify.annotations.NullMarked;
