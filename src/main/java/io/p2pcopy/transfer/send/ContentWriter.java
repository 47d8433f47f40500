package io.p2pcopy.transfer.send;

import io.p2pcopy.transfer.TransferListener;
import io.p2pcopy.transfer.run.BlockTable;
import io.p2pcopy.transfer.run.TransferCounters;
import io.p2pcopy.transfer.wire.Blocks;
import io.p2pcopy.transfer.wire.ControlMessage;
import io.p2pcopy.transfer.wire.FileEntry;
import io.p2pcopy.transfer.wire.Frame;
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Sends what {@link ContentReader} reads, as far as the receiver lacks it. Runs on one thread. */
final class ContentWriter {

  /** Ranges are told at least this often, so that the other side sees that something happens. */
  private static final long LONGEST_RANGE = 256;

  private final ContentReader reader;
  private final ChannelWriter outlet;
  private final HeldBlocks held;
  private final TransferCounters tally;
  private final TransferListener listener;

  /** Whether what the receiver has was brought by an earlier connection of the same run. */
  private final boolean continued;

  private long entry = -1;
  private BlockTable told = new BlockTable();

  /** How many blocks the receiver knows of the file, and whether this is the second time. */
  private long toldBlocks;

  private boolean secondTime;
  private Frame.@Nullable Same same;
  private Frame.@Nullable Hole hole;

  /** Set when everything has been sent that was ever asked for. */
  private volatile boolean finished;

  ContentWriter(
      ContentReader reader,
      ChannelWriter outlet,
      HeldBlocks held,
      TransferCounters tally,
      TransferListener listener,
      boolean continued) {
    this.reader = reader;
    this.outlet = outlet;
    this.held = held;
    this.tally = tally;
    this.listener = listener;
    this.continued = continued;
  }

  boolean finished() {
    return finished;
  }

  /** Sends until it is interrupted. */
  void run() throws LocalFailureException, IOException, InterruptedException {
    try {
      send();
    } finally {
      told.close();
    }
  }

  private void send() throws LocalFailureException, IOException, InterruptedException {
    while (true) {
      OutgoingItem item = reader.take();
      if (item instanceof OutgoingBlock block) {
        block.awaitPrepared();
        take(block);
        reader.recycle(block.content());
      } else if (item instanceof OutgoingItem.Begin begin) {
        begin(begin);
      } else if (item instanceof OutgoingItem.BeginAgain) {
        flush();
        secondTime = true;
      } else if (item instanceof OutgoingItem.Hole zeros) {
        take(zeros);
      } else if (item instanceof OutgoingItem.End end) {
        end(end);
      } else if (item instanceof OutgoingItem.GiveUp failed) {
        flush();
        outlet.send(new ControlMessage.Failed(failed.entry(), failed.code().wireName(), null));
        ended();
      } else if (item instanceof OutgoingItem.Finish) {
        finished = true;
        outlet.send(new ControlMessage.Finish());
      }
    }
  }

  private void begin(OutgoingItem.Begin begin) throws LocalFailureException {
    entry = begin.entry();
    held.begin(entry);
    told.close();
    told = new BlockTable();
    toldBlocks = 0;
    secondTime = false;
    tally.file(begin.file(), begin.file().path());
  }

  private void take(OutgoingBlock block)
      throws LocalFailureException, IOException, InterruptedException {
    if (block.again()) {
      flush();
      outlet.send(block);
      if (block.entry() == entry) {
        told.put(block.block(), block.hash(), 0);
      }
      return;
    }
    if (secondTime && block.block() < toldBlocks && told.holds(block.block(), block.hash())) {
      return;
    }
    told.put(block.block(), block.hash(), 0);
    if (!secondTime && held.holds(block.block(), block.hash())) {
      same(block.block());
      count(block.length(), true);
    } else {
      flush();
      outlet.send(block);
      count(block.length(), false);
    }
    toldBlocks = Math.max(toldBlocks, block.block() + 1);
  }

  private void take(OutgoingItem.Hole zeros)
      throws LocalFailureException, IOException, InterruptedException {
    long end = zeros.block() + zeros.count();
    long block = zeros.block();
    while (block < end && (secondTime ? block < toldBlocks : held.reaches(block))) {
      take(block);
      block++;
    }
    if (block < end) {
      told.putHoles(block, end - block);
      hole(block, end - block);
      count((end - block) * Blocks.SIZE, false);
    }
    toldBlocks = Math.max(toldBlocks, end);
  }

  /** Takes a zero block of which the receiver may know. */
  private void take(long block) throws LocalFailureException, IOException, InterruptedException {
    if (secondTime && block < toldBlocks && told.holds(block, BlockTable.HOLE)) {
      return;
    }
    told.putHoles(block, 1);
    boolean there = !secondTime && held.holds(block, BlockTable.HOLE);
    if (there) {
      same(block);
    } else {
      hole(block, 1);
    }
    count(Blocks.SIZE, there);
  }

  private void end(OutgoingItem.End end)
      throws LocalFailureException, IOException, InterruptedException {
    flush();
    outlet.send(
        new Frame.End(end.entry(), end.size(), end.modifiedMillis(), told.root(end.size())));
    ended();
    tally.sentFiles.incrementAndGet();
    tally.sentBytes.addAndGet(end.size());
    FileEntry file = end.file();
    listener.fileDone(file.path(), end.size(), false);
  }

  private void ended() {
    tally.filesDone.incrementAndGet();
  }

  private void count(long bytes, boolean there) {
    if (secondTime) {
      return;
    }
    if (there && !continued) {
      tally.addThere(bytes);
    } else {
      tally.add(bytes);
    }
  }

  private void same(long block) throws LocalFailureException, IOException, InterruptedException {
    Frame.Same before = same;
    if (before != null && before.count() < LONGEST_RANGE) {
      same = new Frame.Same(entry, before.block(), before.count() + 1);
      return;
    }
    flush();
    same = new Frame.Same(entry, block, 1);
  }

  private void hole(long block, long count)
      throws LocalFailureException, IOException, InterruptedException {
    Frame.Hole before = hole;
    boolean follows = before != null && before.block() + before.count() == block;
    if (before != null && follows && before.count() < LONGEST_RANGE) {
      hole = new Frame.Hole(entry, before.block(), before.count() + count);
      return;
    }
    flush();
    hole = new Frame.Hole(entry, block, count);
  }

  /** Sends ranges that might have become longer. */
  private void flush() throws LocalFailureException, IOException, InterruptedException {
    if (same != null) {
      outlet.send(same);
      same = null;
    }
    if (hole != null) {
      outlet.send(hole);
      hole = null;
    }
  }
}
