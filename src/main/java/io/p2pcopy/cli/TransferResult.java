package io.p2pcopy.cli;

import java.nio.file.Path;
import java.time.Duration;

/**
 * A transfer that was verified on both sides.
 *
 * @param file the only file or directory, or the directory that they are in
 * @param bytes how long the files are together
 * @param elapsed from the acceptance to the verification
 */
record TransferResult(Path file, long bytes, Duration elapsed) {}
