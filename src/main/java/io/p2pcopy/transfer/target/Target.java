package io.p2pcopy.transfer.target;

import io.p2pcopy.transfer.wire.Entry;
import io.p2pcopy.transfer.wire.LocalFailure;

/**
 * Where a receiver puts what comes. The order of calls: {@link #add} for each entry, {@link
 * #listed}, {@link #placement} to show them, {@link #checkSpace}, {@link #accept}; then for each
 * entry {@link #want}, and for each file that is wanted {@link #begin}; {@link #finish} at the end.
 * {@code want} may run ahead of {@code begin}. Calls come from one thread at a time, and must not
 * be interrupted.
 *
 * <p>Everywhere, a {@link LocalFailure} with {@code PROTOCOL} is a breach by the sender, one with
 * {@code DISK_FULL} ends the transfer, and one with {@code FILE} concerns what was called for.
 */
public sealed interface Target extends AutoCloseable permits TargetTree {

  /** Takes the next entry of the sender's list. */
  void add(Entry entry) throws LocalFailure;

  /** Looks, once the list is complete, at what is there, and decides where each entry goes. */
  TargetTotals listed() throws LocalFailure;

  /** Returns where the entry of that number goes; for one after the other from 0. */
  Placement placement(long number) throws LocalFailure;

  /**
   * Fails with {@code DISK_FULL} if what is missing does not fit. Files of unknown size are not
   * counted.
   */
  void checkSpace() throws LocalFailure;

  /** Begins to write: the person has accepted. */
  void accept() throws LocalFailure;

  /**
   * Decides what of an entry is wanted. May ask the person. Each number once, from 0 upwards.
   *
   * @throws InterruptedException if the person's answer does not matter any more
   */
  Want want(long number) throws LocalFailure, InterruptedException;

  /** Opens the file of that number for what comes. */
  TargetFile begin(long number) throws LocalFailure;

  /**
   * Waits until what is known about the files is on the disk. Who calls it after {@link
   * TargetFile#force} can go on from there even if the machine goes down.
   */
  void force() throws LocalFailure;

  /**
   * Makes links, and gives directories their times and permissions.
   *
   * @param complete whether every entry is finished: then nothing is kept for another attempt
   */
  void finish(boolean complete) throws LocalFailure;

  /** Lets go of everything; without {@link #finish} all is kept for another attempt. */
  @Override
  void close();
}
