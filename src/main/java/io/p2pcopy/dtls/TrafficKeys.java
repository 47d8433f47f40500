package io.p2pcopy.dtls;

/**
 * The outcome of the key exchange.
 *
 * @param cipherSuite its name in IANA's registry
 * @param write protects what this side sends
 * @param read protects what the peer sends
 */
record TrafficKeys(String cipherSuite, TrafficKey write, TrafficKey read) {}
