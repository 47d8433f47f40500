package io.p2pcopy.transfer;

import io.p2pcopy.transfer.wire.BlockHash;
import io.p2pcopy.transfer.wire.Frame;
import io.p2pcopy.transfer.wire.Limits;
import io.p2pcopy.transfer.wire.LocalFailure;
import io.p2pcopy.transfer.wire.SkipReason;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the receiver wants, as far as it has said so, and what it has. */
final class Wants {

  /**
   * A range of entries, both ends included.
   *
   * @param reason why they are skipped; {@code null} if they are sent or finished
   */
  record Want(long first, long last, boolean send, @Nullable SkipReason reason) {}

  private final long entries;
  private final Deque<Want> ranges = new ArrayDeque<>();
  private final TreeMap<Long, ByteArrayOutputStream> have = new TreeMap<>();
  private long next;
  private long hashesAhead;

  Wants(long entries) {
    this.entries = entries;
  }

  /** Returns how many entries were offered. */
  long entries() {
    return entries;
  }

  /** Takes hashes of what the receiver has of an entry. */
  synchronized void have(Frame.Have frame) throws LocalFailure {
    if (frame.entry() < next
        || frame.entry() >= entries
        || (!have.isEmpty() && frame.entry() < have.lastKey())) {
      throw notDue();
    }
    ByteArrayOutputStream hashes =
        have.computeIfAbsent(frame.entry(), entry -> new ByteArrayOutputStream());
    if (frame.block() != hashes.size() / BlockHash.LENGTH) {
      throw notDue();
    }
    hashesAhead += frame.count();
    if (hashesAhead > Limits.HASHES_AHEAD) {
      throw LocalFailure.protocol("The other side sent too many hashes.");
    }
    hashes.writeBytes(frame.hashes());
  }

  /** Takes the receiver's word on the next entries. */
  synchronized void range(long first, long last, boolean send, @Nullable SkipReason reason)
      throws LocalFailure {
    if (first != next || last >= entries) {
      throw notDue();
    }
    next = last + 1;
    Want before = ranges.peekLast();
    if (before != null && before.send() == send && before.reason() == reason) {
      ranges.removeLast();
      ranges.addLast(new Want(before.first(), last, send, reason));
    } else {
      ranges.addLast(new Want(first, last, send, reason));
    }
    notifyAll();
  }

  /** Waits for the next range; returns nothing when there are no more entries. */
  synchronized Optional<Want> take() throws InterruptedException {
    while (ranges.isEmpty()) {
      if (next == entries) {
        return Optional.empty();
      }
      wait();
    }
    return Optional.of(ranges.removeFirst());
  }

  /** Returns the hashes of the first blocks of an entry, which the receiver has. */
  synchronized byte[] takeHave(long entry) {
    ByteArrayOutputStream hashes = have.remove(entry);
    return hashes == null ? new byte[0] : hashes.toByteArray();
  }

  /** Notes that an entry has ended, so that its hashes are not counted any more. */
  synchronized void ended(int hashes) {
    hashesAhead -= hashes;
  }

  /** Forgets the hashes of entries that the receiver has not asked for after all. */
  synchronized void forgetBefore(long entry) {
    Map<Long, ByteArrayOutputStream> unused = have.headMap(entry);
    unused.values().forEach(hashes -> hashesAhead -= hashes.size() / BlockHash.LENGTH);
    unused.clear();
  }

  private static LocalFailure notDue() {
    return LocalFailure.protocol("The other side sent a message that was not due.");
  }
}
