package io.p2pcopy.dtls;

/**
 * The outcome of the key exchange.
 *
 * @param write protects what this side sends
 * @param read protects what the peer sends
 */
record TrafficKeys(TrafficKey write, TrafficKey read) {}
