/**
 * ICE (RFC 8445) by ice4j over sockets of our own: gathering, connectivity checks, consent and
 * keep-alive.
 */
@NullMarked
package io.p2pcopy.ice;

import org.jspecify.annotations.NullMarked;
