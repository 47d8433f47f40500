package io.p2pcopy.transfer.target;

/**
 * A file that is complete and has its name.
 *
 * @param path relative to the target directory, with {@code /} between the components; safe to
 *     print
 * @param size in bytes
 * @param untouched whether it had been there before with the same content, and was left as it was
 */
public record Stored(String path, long size, boolean untouched) {}
