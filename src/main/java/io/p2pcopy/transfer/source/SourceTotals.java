package io.p2pcopy.transfer.source;

/**
 * What there is to send.
 *
 * @param bytes the sum of the sizes that are known
 * @param unsized how many of the files have a size that nobody knows, as a pipe has
 */
public record SourceTotals(long files, long directories, long links, long bytes, long unsized) {

  static final SourceTotals NONE = new SourceTotals(0, 0, 0, 0, 0);

  /** {@return how many entries the list has} */
  public long entries() {
    return files + directories + links;
  }

  SourceTotals plusFile(long size) {
    return new SourceTotals(files + 1, directories, links, Math.addExact(bytes, size), unsized);
  }

  SourceTotals plusDirectory() {
    return new SourceTotals(files, directories + 1, links, bytes, unsized);
  }

  SourceTotals plusLink() {
    return new SourceTotals(files, directories, links + 1, bytes, unsized);
  }
}
