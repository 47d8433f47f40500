package io.p2pcopy.transfer.wire;

/**
 * A symbolic link.
 *
 * @param target the text of the link, as the sender has it: not yet safe to use or to print
 */
public record LinkEntry(String path, String target) implements Entry {}
