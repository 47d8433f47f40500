package io.p2pcopy.transfer;

import java.time.Duration;

/**
 * A transfer that came to its end, verified by the receiver.
 *
 * @param files how many files are at the receiver now
 * @param bytes how long they are together
 * @param there how many of these bytes had been there before
 * @param carried bytes of content that went through the channel, compressed, with repetitions
 * @param failed how many entries are not there
 * @param skipped how many entries the receiver did not take, each of which the listener was told
 * @param again how many blocks had to be sent again
 * @param elapsed from the first acceptance to the end
 */
public record TransferSummary(
    long files,
    long bytes,
    long there,
    long carried,
    long failed,
    long skipped,
    long again,
    Duration elapsed) {}
