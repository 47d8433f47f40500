package io.p2pcopy.transfer;

import java.time.Duration;

/**
 * The result of a transfer that the receiver has verified.
 *
 * @param files number of files that the receiver has
 * @param bytes their total size
 * @param present how many of these bytes the receiver had before the transfer
 * @param transferred bytes of content that crossed the channel, after compression, with blocks sent
 *     again
 * @param failed number of entries that failed; the listener got each
 * @param skipped number of entries that the receiver skipped; the listener got each
 * @param resent number of blocks that were sent again
 * @param elapsed time from the first acceptance to the end
 */
public record TransferSummary(
    long files,
    long bytes,
    long present,
    long transferred,
    long failed,
    long skipped,
    long resent,
    Duration elapsed) {}
