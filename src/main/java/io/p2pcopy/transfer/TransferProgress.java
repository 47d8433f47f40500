package io.p2pcopy.transfer;

import java.util.Arrays;

/**
 * A snapshot of a transfer's progress. All sizes are in bytes.
 *
 * @param done content that is sent, stored, or already present
 * @param total content in all, as far as it is known
 * @param present how much of {@code done} the receiver had before the transfer
 * @param checked existing content that this side has read and hashed
 * @param transferred content that crossed the channel, after compression, with blocks sent again
 * @param filesDone number of files that are finished, skipped or failed
 * @param files number of files in all
 * @param failed number of entries that failed
 * @param resent number of blocks that arrived damaged and were requested again
 * @param path the current file, or an empty string
 * @param fileDone how much of the current file is done
 * @param fileSize size of the current file, or {@code FileEntry.UNKNOWN_SIZE}
 */
public record TransferProgress(
    long done,
    long total,
    long present,
    long checked,
    long transferred,
    long filesDone,
    long files,
    long failed,
    long resent,
    String path,
    long fileDone,
    long fileSize) {

  // The generated equals and hashCode link method handles on first use, which takes 20 ms of CPU
  // time while the first blocks are in flight.

  @Override
  public boolean equals(Object other) {
    return other instanceof TransferProgress that
        && path.equals(that.path)
        && Arrays.equals(numbers(), that.numbers());
  }

  @Override
  public int hashCode() {
    return 31 * path.hashCode() + Arrays.hashCode(numbers());
  }

  private long[] numbers() {
    return new long[] {
      done,
      total,
      present,
      checked,
      transferred,
      filesDone,
      files,
      failed,
      resent,
      fileDone,
      fileSize
    };
  }
}
