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

/** Sends the blocks from {@link ContentReader} that the receiver lacks. Runs on one thread. */
final class ContentWriter {

  /** The most blocks in a range before it is sent, so that the receiver sees progress. */
  private static final long MAX_RANGE_BLOCKS = 256;

  private final ContentReader reader;
  private final ChannelWriter channel;
  private final HeldBlocks held;
  private final TransferCounters counters;
  private final TransferListener listener;

  /** Whether the receiver's blocks were sent over an earlier connection of this run. */
  private final boolean continued;

  private long entry = -1;
  private BlockTable knownHashes = new BlockTable();

  /**
   * The number of blocks that were sent or confirmed, and whether the file is sent for the second
   * time.
   */
  private long knownBlocks;

  private boolean secondPass;
  private Frame.@Nullable Same same;
  private Frame.@Nullable Hole hole;

  /** Whether everything that was requested has been sent. */
  private volatile boolean finished;

  ContentWriter(
      ContentReader reader,
      ChannelWriter channel,
      HeldBlocks held,
      TransferCounters counters,
      TransferListener listener,
      boolean continued) {
    this.reader = reader;
    this.channel = channel;
    this.held = held;
    this.counters = counters;
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
      knownHashes.close();
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
        secondPass = true;
      } else if (item instanceof OutgoingItem.Hole zeros) {
        take(zeros);
      } else if (item instanceof OutgoingItem.End end) {
        end(end);
      } else if (item instanceof OutgoingItem.GiveUp failed) {
        flush();
        channel.send(new ControlMessage.Failed(failed.entry(), failed.code().wireName(), null));
        ended();
      } else if (item instanceof OutgoingItem.Finish) {
        finished = true;
        channel.send(new ControlMessage.Finish());
      }
    }
  }

  private void begin(OutgoingItem.Begin begin) throws LocalFailureException {
    entry = begin.entry();
    held.begin(entry);
    knownHashes.close();
    knownHashes = new BlockTable();
    knownBlocks = 0;
    secondPass = false;
    counters.file(begin.file(), begin.file().path());
  }

  private void take(OutgoingBlock block)
      throws LocalFailureException, IOException, InterruptedException {
    if (block.resend()) {
      flush();
      channel.send(block);
      if (block.entry() == entry) {
        knownHashes.put(block.block(), block.hash(), 0);
      }
      return;
    }
    if (secondPass
        && block.block() < knownBlocks
        && knownHashes.holds(block.block(), block.hash())) {
      return;
    }
    knownHashes.put(block.block(), block.hash(), 0);
    if (!secondPass && held.holds(block.block(), block.hash())) {
      same(block.block());
      count(block.length(), true);
    } else {
      flush();
      channel.send(block);
      count(block.length(), false);
    }
    knownBlocks = Math.max(knownBlocks, block.block() + 1);
  }

  private void take(OutgoingItem.Hole zeros)
      throws LocalFailureException, IOException, InterruptedException {
    long end = zeros.block() + zeros.count();
    long block = zeros.block();
    while (block < end && (secondPass ? block < knownBlocks : held.reaches(block))) {
      take(block);
      block++;
    }
    if (block < end) {
      knownHashes.putHoles(block, end - block);
      hole(block, end - block);
      count((end - block) * Blocks.SIZE, false);
    }
    knownBlocks = Math.max(knownBlocks, end);
  }

  /** Sends a zero block that the receiver may have. */
  private void take(long block) throws LocalFailureException, IOException, InterruptedException {
    if (secondPass && block < knownBlocks && knownHashes.holds(block, BlockTable.HOLE)) {
      return;
    }
    knownHashes.putHoles(block, 1);
    boolean there = !secondPass && held.holds(block, BlockTable.HOLE);
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
    channel.send(
        new Frame.End(end.entry(), end.size(), end.modifiedMillis(), knownHashes.root(end.size())));
    ended();
    counters.sentFiles.incrementAndGet();
    counters.sentBytes.addAndGet(end.size());
    FileEntry file = end.file();
    listener.fileDone(file.path(), end.size(), false);
  }

  private void ended() {
    counters.filesDone.incrementAndGet();
  }

  private void count(long bytes, boolean there) {
    if (secondPass) {
      return;
    }
    if (there && !continued) {
      counters.addPresent(bytes);
    } else {
      counters.add(bytes);
    }
  }

  private void same(long block) throws LocalFailureException, IOException, InterruptedException {
    Frame.Same before = same;
    if (before != null && before.count() < MAX_RANGE_BLOCKS) {
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
    if (before != null && follows && before.count() < MAX_RANGE_BLOCKS) {
      hole = new Frame.Hole(entry, before.block(), before.count() + count);
      return;
    }
    flush();
    hole = new Frame.Hole(entry, block, count);
  }

  /** Sends the pending ranges. */
  private void flush() throws LocalFailureException, IOException, InterruptedException {
    if (same != null) {
      channel.send(same);
      same = null;
    }
    if (hole != null) {
      channel.send(hole);
      hole = null;
    }
  }
}
