package io.p2pcopy.transfer;

import java.nio.file.Path;
import java.time.Duration;

/**
 * A transfer that was verified on both sides.
 *
 * @param file where the file is on this side
 * @param bytes its size
 * @param elapsed from the acceptance to the verification
 * @param sha256 of its content, 64 lower-case hexadecimal digits
 */
public record TransferResult(Path file, long bytes, Duration elapsed, String sha256) {}
