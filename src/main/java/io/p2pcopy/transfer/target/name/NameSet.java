package io.p2pcopy.transfer.target.name;

import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.transfer.wire.FailureCode;
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.util.Arrays;

/** The hashes of the names in one open directory. */
public final class NameSet {

  /** How many names all directories that are open at a time may have; 16 to 32 bytes each. */
  public static final class Budget {

    private int names;
  }

  private static final int FIRST_CAPACITY = 16;

  private final Budget budget;
  private long[] slots = new long[FIRST_CAPACITY];
  private int size;
  private boolean hasZero;

  public NameSet(Budget budget) {
    this.budget = budget;
  }

  /** Adds a hash, and tells whether it is new. */
  public boolean add(long hash) throws LocalFailureException {
    if (hash == 0) {
      boolean added = !hasZero;
      hasZero = true;
      return added;
    }
    if (2 * size >= slots.length) {
      grow();
    }
    int slot = find(hash);
    if (slots[slot] == hash) {
      return false;
    }
    if (++budget.names > PeerLimits.Transfer.NAMES) {
      throw new LocalFailureException(
          FailureCode.FILE,
          "The other side offers more than 2,000,000 names in one directory, which is too many for"
              + " this program.");
    }
    slots[slot] = hash;
    size++;
    return true;
  }

  /** Gives its share of the budget back. */
  public void close() {
    budget.names -= size;
  }

  private int find(long hash) {
    int slot = (int) hash & slots.length - 1;
    while (slots[slot] != 0 && slots[slot] != hash) {
      slot = slot + 1 & slots.length - 1;
    }
    return slot;
  }

  private void grow() {
    long[] old = slots;
    slots = new long[2 * old.length];
    Arrays.stream(old).filter(hash -> hash != 0).forEach(hash -> slots[find(hash)] = hash);
  }
}
