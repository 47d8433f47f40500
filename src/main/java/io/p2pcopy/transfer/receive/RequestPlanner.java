package io.p2pcopy.transfer.receive;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.datachannel.Message;
import io.p2pcopy.limit.PeerLimits;
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
import io.p2pcopy.transfer.wire.LocalFailureException;
import io.p2pcopy.transfer.wire.SkipReason;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Requests entries from the sender, in small steps between writes. Runs on the writing thread. */
final class RequestPlanner {

  /** The most entries in one request, so that the sender can start early. */
  private static final long RANGE_ENTRIES = 1000;

  /** Requests are kept this many entries ahead of the received content. */
  private static final long LEAD_ENTRIES = 20_000;

  /** The most partly present files that are open ahead of the received content. */
  private static final int MAX_FILES_AHEAD = 128;

  private static final long MAX_HASHES_AHEAD = PeerLimits.Transfer.HASHES_AHEAD / 8;
  private static final int BLOCKS_PER_STEP = 4;
  private static final long QUEUE_HIGH_BYTES = 1 << 20;

  /** A partly present file whose blocks are being hashed. */
  private record Reading(IncomingFile file, TargetFile target, long blocks) {}

  private final ReceiveState state;
  private final DataChannel channel;
  private final long entries;
  private final byte[] buffer = new byte[Blocks.SIZE];

  /** Partly present files for which no content has arrived, by entry. */
  private final Map<Long, IncomingFile> ahead = new HashMap<>();

  private long hashesAhead;
  private long next;
  private long rangeStart;
  private boolean rangeSent;
  private @Nullable SkipReason rangeReason;
  private @Nullable Reading reading;
  private final ByteArrayOutputStream hashes = new ByteArrayOutputStream();

  RequestPlanner(ReceiveState state, DataChannel channel, long entries) {
    this.state = state;
    this.channel = channel;
    this.entries = entries;
  }

  /** Returns the first entry that was not yet requested or skipped. */
  long requestedEnd() {
    return rangeStart;
  }

  boolean complete() {
    return rangeStart == entries;
  }

  /** Returns whether the sender may run out of requests. */
  boolean isShort(long nextEntry) {
    // Plans whole ranges at a time, because sequential reads of the list are cheaper.
    long lead = next == rangeStart ? LEAD_ENTRIES - RANGE_ENTRIES : LEAD_ENTRIES;
    return rangeStart < entries && next - nextEntry < lead && ahead.size() < MAX_FILES_AHEAD / 2;
  }

  /** Removes and returns the opened file of an entry, or {@code null}. */
  @Nullable IncomingFile take(long entry) {
    IncomingFile file = ahead.remove(entry);
    if (file != null) {
      hashesAhead -= file.present();
    }
    return file;
  }

  /** Closes the files that were opened ahead. */
  void close() {
    ahead.values().forEach(IncomingFile::close);
    ahead.clear();
    Reading unfinished = reading;
    if (unfinished != null) {
      unfinished.file().close();
    }
  }

  /** Does one small step; returns whether there was anything to do. */
  boolean step() throws LocalFailureException, InterruptedException {
    Reading open = reading;
    if (open != null) {
      readSome(open);
      return true;
    }
    boolean wait =
        next == entries
            || ahead.size() >= MAX_FILES_AHEAD
            || hashesAhead >= MAX_HASHES_AHEAD
            || channel.bufferedAmount() > QUEUE_HIGH_BYTES;
    if (wait) {
      return sendRange();
    }
    decide(next);
    return true;
  }

  private void decide(long entry) throws LocalFailureException, InterruptedException {
    Decision decision = state.decide(entry);
    switch (decision) {
      case NOTHING -> addToRange(false, state.skipReason(entry));
      case ALL -> addToRange(true, null);
      case DIFFERENCES -> {
        if (!open(entry)) {
          addToRange(false, null);
        }
      }
    }
  }

  /** Opens a partly present file; returns false if that failed. */
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
    sendRange();
    var file = new IncomingFile(entry, (FileEntry) placement.entry(), placement.path(), target);
    long blocks = Math.min(target.presentBlocks(), PeerLimits.Transfer.HASHES_AHEAD - hashesAhead);
    reading = new Reading(file, target, blocks);
    return true;
  }

  private void readSome(Reading open) throws LocalFailureException {
    IncomingFile file = open.file();
    for (int i = 0; i < BLOCKS_PER_STEP && file.present() < open.blocks(); i++) {
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
      state.counters().checked.addAndGet(length);
      if (hashes.size() == PeerLimits.Transfer.HASHES_IN_FRAME * BlockHash.LENGTH) {
        sendHashes(file);
      }
      if (i < BLOCKS_PER_STEP - 1) {
        continue;
      }
      return;
    }
    sendHashes(file);
    hashesAhead += file.present();
    ahead.put(file.entry(), file);
    reading = null;
    addToRange(true, null);
  }

  /**
   * Adds present holes without reading them, as many as one frame takes; returns false if there are
   * none.
   */
  private boolean addHoles(Reading open) throws LocalFailureException {
    IncomingFile file = open.file();
    long most = (long) PeerLimits.Transfer.HASHES_IN_FRAME - hashes.size() / BlockHash.LENGTH;
    long left = Math.min(most, open.blocks() - file.present());
    long count = Math.min(left, open.target().presentHoles(file.present()));
    if (count == 0) {
      return false;
    }
    for (long i = 0; i < count; i++) {
      hashes.writeBytes(BlockTable.HOLE);
    }
    file.addPresentHoles(count);
    state.counters().checked.addAndGet(count * Blocks.SIZE);
    if (hashes.size() == PeerLimits.Transfer.HASHES_IN_FRAME * BlockHash.LENGTH) {
      sendHashes(file);
    }
    return true;
  }

  /** Returns the length of the block, or 0 if it cannot be read: the sender then sends it. */
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

  private void sendHashes(IncomingFile file) {
    if (hashes.size() == 0) {
      return;
    }
    long first = file.present() - hashes.size() / BlockHash.LENGTH;
    var have = new Frame.Have(file.entry(), first, hashes.toByteArray());
    state.send(channel, Message.binary(FrameCodec.encode(have)));
    hashes.reset();
  }

  private void addToRange(boolean send, @Nullable SkipReason reason) {
    if (send != rangeSent || reason != rangeReason) {
      sendRange();
    }
    rangeSent = send;
    rangeReason = reason;
    next++;
    if (next - rangeStart >= RANGE_ENTRIES) {
      sendRange();
    }
  }

  /** Sends the current range; returns false if it is empty. */
  private boolean sendRange() {
    if (next == rangeStart) {
      return false;
    }
    ControlMessage range =
        rangeSent ? new Send(rangeStart, next - 1) : new Skip(rangeStart, next - 1, rangeReason);
    state.send(channel, ControlCodec.encode(range));
    rangeStart = next;
    return true;
  }
}
