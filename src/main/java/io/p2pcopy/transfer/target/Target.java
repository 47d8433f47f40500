package io.p2pcopy.transfer.target;

import io.p2pcopy.transfer.wire.Entry;
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.util.List;

/**
 * Stores a transfer. The order of calls: {@link #add} for each entry, {@link #listed}, {@link
 * #placement} to show them, {@link #checkSpace}, {@link #accept}; then {@link #decide} for each
 * entry, and {@link #begin} for each file that is requested; {@link #finish} and {@link #forget} at
 * the end. {@code decide} may run ahead of {@code begin}. Calls come from one thread at a time and
 * must not be interrupted.
 *
 * <p>Everywhere, a {@link LocalFailureException} with {@code PROTOCOL} is a breach by the sender,
 * one with {@code DISK_FULL} or {@code TARGET_LOST} ends the transfer, and one with {@code FILE}
 * concerns what was called for.
 */
public sealed interface Target extends AutoCloseable permits TargetTree {

  /**
   * Takes the next entry of the sender's list.
   *
   * @param entry the next entry of the list
   * @throws LocalFailureException if a local file cannot be read or written
   */
  void add(Entry entry) throws LocalFailureException;

  /**
   * Looks, once the list is complete, at what is there, and decides where each entry goes.
   *
   * @return how much is offered and how much is here
   * @throws LocalFailureException if a local file cannot be read or written
   */
  TargetTotals listed() throws LocalFailureException;

  /**
   * {@return where the entry of that number goes; for one after the other from 0}
   *
   * @param number of the entry in the list, from 0
   * @throws LocalFailureException if a local file cannot be read or written
   */
  Placement placement(long number) throws LocalFailureException;

  /**
   * Fails with {@code DISK_FULL} if what is missing does not fit. Files of unknown size are not
   * counted.
   *
   * @throws LocalFailureException if a local file cannot be read or written
   */
  void checkSpace() throws LocalFailureException;

  /**
   * Fails with {@code TARGET_LOST} if nothing can be stored any more.
   *
   * @throws LocalFailureException if a local file cannot be read or written
   */
  void check() throws LocalFailureException;

  /**
   * Begins to write: the person has accepted.
   *
   * @throws LocalFailureException if a local file cannot be read or written
   */
  void accept() throws LocalFailureException;

  /**
   * Decides what of an entry is wanted. May ask the person. Each number once, from 0 upwards.
   *
   * @param number of the entry in the list, from 0
   * @return the decision
   * @throws InterruptedException if the person's answer does not matter any more
   * @throws LocalFailureException if a local file cannot be read or written
   */
  Decision decide(long number) throws LocalFailureException, InterruptedException;

  /**
   * Opens the file of that number for what comes.
   *
   * @param number of the entry in the list, from 0
   * @return the open file
   * @throws LocalFailureException if a local file cannot be read or written
   */
  TargetFile begin(long number) throws LocalFailureException;

  /**
   * Waits until the content of these files is on the disk: after it, {@link TargetFile#name} may be
   * called for each. May run beside everything else.
   *
   * @param files those for which {@link TargetFile#seal} said so
   * @throws LocalFailureException if a local file cannot be read or written
   */
  void sync(List<TargetFile> files) throws LocalFailureException;

  /**
   * Makes links, gives directories their times and permissions, and waits until all names are on
   * the disk. What is known about the transfer is kept.
   *
   * @throws LocalFailureException if a local file cannot be read or written
   */
  void finish() throws LocalFailureException;

  /**
   * Keeps nothing for another attempt: every entry is finished, and the sender knows it.
   *
   * @throws LocalFailureException if a local file cannot be read or written
   */
  void forget() throws LocalFailureException;

  /** Lets go of everything; without {@link #finish} all is kept for another attempt. */
  @Override
  void close();
}
