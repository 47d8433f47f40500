package io.p2pcopy.cli;

/**
 * What is sent, in words for the user.
 *
 * @param name of the only file or directory, or how many there are; not escaped
 * @param size in bytes
 */
record FileOffer(String name, long size) {}
