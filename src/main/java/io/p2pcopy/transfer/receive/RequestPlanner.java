package io.p2pcopy.transfer.receive;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.datachannel.Message;
import io.p2pcopy.transfer.run.BlockTable;
import io.p2pcopy.transfer.target.Decision;
import io.p2pcopy.transfer.target.Placement;
import io.p2pcopy.transfer.target.TargetFile;
import io.p2pcopy.transfer.wire.BlockHash;
import io.p2pcopy.transfer.wire.Blocks;
import io.p2pcopy.transfer.wire.ControlCodec;
import io.p2pcopy.transfer.wire.ControlMessage;
import io.p2pcopy.transfer.wire.ControlMessage.Send;
import io.p2pcopy.transfer.wire.ControlMessage.Skip;
import io.p2pcopy.transfer.wire.FileEntry;
import io.p2pcopy.transfer.wire.Frame;
import io.p2pcopy.transfer.wire.FrameCodec;
import io.p2pcopy.transfer.wire.Limits;
import io.p2pcopy.transfer.wire.LocalFailureException;
import io.p2pcopy.transfer.wire.SkipReason;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells the sender what is wanted, entry after entry, in small steps between those of writing. Runs
 * on the thread that writes.
 */
final class RequestPlanner {

  /** A range is told when it has so many entries, so that the sender can begin. */
  private static final long RANGE = 1000;

  /** So far ahead of what comes is told before anything else is done. */
  private static final long LEAD = 20_000;

  /** Files of which something is there are opened so far ahead. */
  private static final int OPEN_AHEAD = 128;

  private static final long HASHES_AHEAD = Limits.HASHES_AHEAD / 8;
  private static final int BLOCKS_IN_STEP = 4;
  private static final long QUEUE_FULL = 1 << 20;

  /** A file that is opened to see what is there. */
  private record Reading(IncomingFile file, TargetFile target, long blocks) {}

  private final TreeReceiver.State state;
  private final DataChannel channel;
  private final long entries;
  private final byte[] buffer = new byte[Blocks.SIZE];

  /** Files of which something is there, and of which nothing has come. */
  private final Map<Long, IncomingFile> ahead = new HashMap<>();

  private long hashesAhead;
  private long next;
  private long rangeStart;
  private boolean rangeWanted;
  private @Nullable SkipReason rangeReason;
  private @Nullable Reading reading;
  private final ByteArrayOutputStream hashes = new ByteArrayOutputStream();

  RequestPlanner(TreeReceiver.State state, DataChannel channel, long entries) {
    this.state = state;
    this.channel = channel;
    this.entries = entries;
  }

  /** Returns the first entry of which the sender has not been told. */
  long told() {
    return rangeStart;
  }

  boolean complete() {
    return rangeStart == entries;
  }

  /** Whether there is so little for the sender to do that it should be told of more first. */
  boolean isShort(long cursor) {
    // Whole ranges at a time: going back and forth in the list costs more than going on in it.
    long lead = next == rangeStart ? LEAD - RANGE : LEAD;
    return rangeStart < entries && next - cursor < lead && ahead.size() < OPEN_AHEAD / 2;
  }

  /** Returns what was opened of that entry, or {@code null}. */
  @Nullable IncomingFile take(long entry) {
    IncomingFile file = ahead.remove(entry);
    if (file != null) {
      hashesAhead -= file.present();
    }
    return file;
  }

  /** Closes what was opened. */
  void close() {
    ahead.values().forEach(IncomingFile::close);
    ahead.clear();
    Reading unfinished = reading;
    if (unfinished != null) {
      unfinished.file().close();
    }
  }

  /** Does a little; returns whether there was anything to do. */
  boolean step() throws LocalFailureException, InterruptedException {
    Reading open = reading;
    if (open != null) {
      readSome(open);
      return true;
    }
    boolean wait =
        next == entries
            || ahead.size() >= OPEN_AHEAD
            || hashesAhead >= HASHES_AHEAD
            || channel.bufferedAmount() > QUEUE_FULL;
    if (wait) {
      return tellRange();
    }
    decide(next);
    return true;
  }

  private void decide(long entry) throws LocalFailureException, InterruptedException {
    Decision want = state.want(entry);
    switch (want) {
      case NOTHING -> addToRange(false, state.skipReason(entry));
      case ALL -> addToRange(true, null);
      case DIFFERENCES -> {
        if (!open(entry)) {
          addToRange(false, null);
        }
      }
    }
  }

  /** Opens a file of which something may be there; returns whether that was possible. */
  private boolean open(long entry) throws LocalFailureException {
    Placement placement = state.target().placement(entry);
    TargetFile target;
    try {
      target = state.begin(entry);
    } catch (LocalFailureException e) {
      if (!e.code().concernsEntry()) {
        throw e;
      }
      state.entryFailed(entry, placement.path(), e.sentence());
      return false;
    }
    tellRange();
    var file = new IncomingFile(entry, (FileEntry) placement.entry(), placement.path(), target);
    long blocks = Math.min(target.presentBlocks(), Limits.HASHES_AHEAD - hashesAhead);
    reading = new Reading(file, target, blocks);
    return true;
  }

  private void readSome(Reading open) throws LocalFailureException {
    IncomingFile file = open.file();
    for (int i = 0; i < BLOCKS_IN_STEP && file.present() < open.blocks(); i++) {
      if (addHoles(open)) {
        return;
      }
      int length = readPresent(open);
      if (length == 0) {
        break;
      }
      byte[] hash = BlockHash.of(buffer, 0, length);
      file.addPresent(hash, length);
      hashes.writeBytes(hash);
      state.tally().checked.addAndGet(length);
      if (hashes.size() == Limits.HASHES_IN_FRAME * BlockHash.LENGTH) {
        tellHashes(file);
      }
      if (i < BLOCKS_IN_STEP - 1) {
        continue;
      }
      return;
    }
    tellHashes(file);
    hashesAhead += file.present();
    ahead.put(file.entry(), file);
    reading = null;
    addToRange(true, null);
  }

  /** Notes holes that need not be read, as many as one frame takes; returns whether any. */
  private boolean addHoles(Reading open) throws LocalFailureException {
    IncomingFile file = open.file();
    long most = (long) Limits.HASHES_IN_FRAME - hashes.size() / BlockHash.LENGTH;
    long left = Math.min(most, open.blocks() - file.present());
    long count = Math.min(left, open.target().presentHoles(file.present()));
    if (count == 0) {
      return false;
    }
    for (long i = 0; i < count; i++) {
      hashes.writeBytes(BlockTable.HOLE);
    }
    file.addPresentHoles(count);
    state.tally().checked.addAndGet(count * Blocks.SIZE);
    if (hashes.size() == Limits.HASHES_IN_FRAME * BlockHash.LENGTH) {
      tellHashes(file);
    }
    return true;
  }

  /** Returns 0 where the disk cannot read what is there: then the sender sends it. */
  private int readPresent(Reading open) throws LocalFailureException {
    try {
      return open.target().readPresent(open.file().present(), buffer);
    } catch (LocalFailureException e) {
      if (!e.code().concernsEntry()) {
        throw e;
      }
      return 0;
    }
  }

  private void tellHashes(IncomingFile file) {
    if (hashes.size() == 0) {
      return;
    }
    long first = file.present() - hashes.size() / BlockHash.LENGTH;
    var have = new Frame.Have(file.entry(), first, hashes.toByteArray());
    state.send(channel, Message.binary(FrameCodec.encode(have)));
    hashes.reset();
  }

  private void addToRange(boolean wanted, @Nullable SkipReason reason) {
    if (wanted != rangeWanted || reason != rangeReason) {
      tellRange();
    }
    rangeWanted = wanted;
    rangeReason = reason;
    next++;
    if (next - rangeStart >= RANGE) {
      tellRange();
    }
  }

  /** Tells the range so far; returns whether there was one. */
  private boolean tellRange() {
    if (next == rangeStart) {
      return false;
    }
    ControlMessage range =
        rangeWanted ? new Send(rangeStart, next - 1) : new Skip(rangeStart, next - 1, rangeReason);
    state.send(channel, ControlCodec.encode(range));
    rangeStart = next;
    return true;
  }
}
