package io.p2pcopy.transfer.file;

import io.p2pcopy.limit.PeerLimits;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Byte strings that are taken in the order in which they were added. What does not fit into a small
 * buffer lies in temporary files, so that a peer that adds faster than this side takes fills no
 * memory. For several threads.
 */
public final class RecordQueue implements AutoCloseable {

  /** What a record costs besides its bytes. */
  private static final int RECORD_OVERHEAD = 32;

  private final Deque<byte[]> first = new ArrayDeque<>();
  private int firstBytes;

  /** What follows the first ones, if anything does. */
  private @Nullable RecordSpool rest;

  /** How many records of the rest have been taken. */
  private long taken;

  private boolean closed;

  /** Adds a record of at most 1 MiB; does nothing once the queue is closed. */
  public synchronized void add(byte[] record) throws IOException {
    if (closed) {
      return;
    }
    int cost = record.length + RECORD_OVERHEAD;
    RecordSpool spool = rest;
    if (spool == null && firstBytes + cost <= PeerLimits.Transfer.QUEUE_IN_MEMORY_BYTES) {
      first.add(record);
      firstBytes += cost;
    } else {
      if (spool == null) {
        spool = RecordSpool.create();
        rest = spool;
        taken = 0;
      }
      spool.append(record);
    }
    notifyAll();
  }

  /** Returns the next record and leaves it there; {@code null} if there is none. */
  public synchronized byte @Nullable [] peek() throws IOException {
    byte[] record = first.peek();
    if (record != null) {
      return record;
    }
    return rest == null ? null : rest.get(taken);
  }

  /** Takes the next record if there is one. */
  public synchronized byte @Nullable [] poll() throws IOException {
    byte[] record = first.poll();
    if (record != null) {
      firstBytes -= record.length + RECORD_OVERHEAD;
      return record;
    }
    RecordSpool spool = rest;
    if (spool == null) {
      return null;
    }
    record = spool.get(taken);
    taken++;
    if (taken == spool.count()) {
      rest = null;
      spool.close();
    }
    return record;
  }

  /** Takes the next record, waiting for it. */
  public synchronized byte[] take() throws IOException, InterruptedException {
    byte[] record = poll();
    while (record == null) {
      wait();
      record = poll();
    }
    return record;
  }

  /** Deletes what is left. */
  @Override
  public synchronized void close() throws IOException {
    closed = true;
    first.clear();
    RecordSpool spool = rest;
    rest = null;
    if (spool != null) {
      spool.close();
    }
  }
}
