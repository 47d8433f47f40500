/**
 * Names that are only known on the local network (multicast DNS, RFC 6762): browsers hide their
 * addresses behind them.
 */
@org.jspecify.annotations.NullMarked
package io.p2pcopy.mdns;
