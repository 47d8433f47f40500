package io.p2pcopy.transfer.target;

/**
 * A file that is complete: it has its name, or another file keeps that.
 *
 * @param path relative to the target directory, with {@code /} between the components; safe to
 *     print
 * @param size in bytes
 * @param untouched whether it had been there before with the same content, and was left as it was
 * @param skipped whether another file has the name and keeps it; what came was deleted
 */
public record Stored(String path, long size, boolean untouched, boolean skipped) {}
