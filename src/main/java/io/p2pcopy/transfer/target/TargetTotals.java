package io.p2pcopy.transfer.target;

/**
 * What is offered, and what of it is there.
 *
 * @param bytes the sum of the sizes that are known
 * @param unsized how many of the files have a size that nobody knows, as a pipe has
 * @param resumed whether an earlier attempt at the same transfer left its journal
 * @param present files that may be there already, as far as is known without their hashes
 * @param partial files of which a part is there
 * @param skipped entries that are not wanted
 * @param renamed entries that get another name than the sender's
 * @param changed files of the sender that are not what they were in an earlier attempt
 * @param bytesThere how many of the bytes are there already, as far as is known without hashes
 */
public record TargetTotals(
    long files,
    long directories,
    long links,
    long bytes,
    long unsized,
    boolean resumed,
    long present,
    long partial,
    long skipped,
    long renamed,
    long changed,
    long bytesThere) {

  /** {@return how many entries the list has} */
  public long entries() {
    return files + directories + links;
  }
}
