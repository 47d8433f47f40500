package io.p2pcopy.transfer;

import java.util.Arrays;

/**
 * Where a transfer stands. All sizes are bytes.
 *
 * @param done of the content: sent to the network, or stored, or found to be there already
 * @param total of the content as far as known
 * @param there how many of those that are done had been there before
 * @param checked how many that were there have been read and hashed on this side
 * @param carried bytes of content that went through the channel, compressed, with repetitions
 * @param filesDone files that are finished, skipped or failed
 * @param files in all
 * @param failed entries that will not be there
 * @param again blocks that arrived damaged and were asked for again
 * @param path the file that is under way, or an empty string
 * @param fileDone how much of it is done
 * @param fileSize its size, or {@code FileEntry.UNKNOWN_SIZE}
 */
public record TransferProgress(
    long done,
    long total,
    long there,
    long checked,
    long carried,
    long filesDone,
    long files,
    long failed,
    long again,
    String path,
    long fileDone,
    long fileSize) {

  // What a record has by itself is made of method handles and classes when it is first asked for:
  // 20 ms of a processor while the first blocks are under way.

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
      done, total, there, checked, carried, filesDone, files, failed, again, fileDone, fileSize
    };
  }
}
