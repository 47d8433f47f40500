package io.p2pcopy.transfer;

import java.time.Instant;

/**
 * What the sender says of a file before its content.
 *
 * @param name the file's name; on the receiving side already made safe and safe to print
 * @param size in bytes, not negative
 * @param modified when its content was last changed
 */
public record FileOffer(String name, long size, Instant modified) {}
