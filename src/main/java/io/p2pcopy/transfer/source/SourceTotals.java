package io.p2pcopy.transfer.source;

/**
 * What there is to send.
 *
 * @param bytes the sum of the sizes that are known
 * @param unsized how many of the files have a size that nobody knows, as a pipe has
 * @param holes how many of these bytes are known to be in holes, which take no space on a disk
 */
public record SourceTotals(
    long files, long directories, long links, long bytes, long unsized, long holes) {

  static final SourceTotals NONE = new SourceTotals(0, 0, 0, 0, 0, 0);

  /** Returns how many entries the list has. */
  public long entries() {
    return files + directories + links;
  }

  SourceTotals plusFile(long size, long inHoles) {
    return new SourceTotals(files + 1, directories, links, bytes + size, unsized, holes + inHoles);
  }

  SourceTotals plusDirectory() {
    return new SourceTotals(files, directories + 1, links, bytes, unsized, holes);
  }

  SourceTotals plusLink() {
    return new SourceTotals(files, directories, links + 1, bytes, unsized, holes);
  }
}
