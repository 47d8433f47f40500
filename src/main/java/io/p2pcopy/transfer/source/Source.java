package io.p2pcopy.transfer.source;

import io.p2pcopy.transfer.wire.Entry;
import io.p2pcopy.transfer.wire.LocalFailureException;

/**
 * What one run of the sender sends: a list of entries, and the content of those that are files. One
 * thread at a time.
 */
public sealed interface Source extends AutoCloseable permits SourceTree, SourceStream {

  SourceTotals totals();

  Skipped skipped();

  /**
   * Returns the entry of that number, counted from 0, in depth-first order. Made for reading one
   * after the other; jumping costs a few microseconds.
   */
  Entry entry(long number) throws LocalFailureException;

  /**
   * Opens the file of that number as it is now.
   *
   * @throws LocalFailureException {@code FILE} if it cannot be read any more
   */
  SourceFile open(long number) throws LocalFailureException;

  @Override
  void close();
}
