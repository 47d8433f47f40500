package io.p2pcopy.transfer.receive;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.net.Clock;
import io.p2pcopy.transfer.TransferException;
import io.p2pcopy.transfer.run.HashPool;
import io.p2pcopy.transfer.run.InterruptibleSection;
import io.p2pcopy.transfer.run.PeerFailure;
import io.p2pcopy.transfer.run.TransferCounters;
import io.p2pcopy.transfer.target.Placement;
import io.p2pcopy.transfer.target.TargetFile;
import io.p2pcopy.transfer.wire.Blocks;
import io.p2pcopy.transfer.wire.ControlCodec;
import io.p2pcopy.transfer.wire.ControlMessage;
import io.p2pcopy.transfer.wire.ControlMessage.Again;
import io.p2pcopy.transfer.wire.ControlMessage.Failed;
import io.p2pcopy.transfer.wire.FailureCode;
import io.p2pcopy.transfer.wire.FileEntry;
import io.p2pcopy.transfer.wire.Frame;
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Writes received blocks to their files, in list order. Runs on one thread. */
final class FileStore {

  private static final long POLL_MILLIS = 100;

  /** How often the target directory and the current file are checked. */
  private static final long CHECK_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Content is processed again below this many queued bytes. */
  private static final long QUEUE_LOW_BYTES = 1 << 20;

  private final ReceiveState state;
  private final DataChannel channel;
  private final ContentReceiver contentReceiver;
  private final RequestPlanner planner;
  private final InterruptibleSection interruptible;
  private final Clock clock;
  private final TransferCounters counters;
  private final long entries;

  private final UnnamedFiles unnamed;
  private final StoredReports reports;

  /** Files that were begun and are not finished, by entry. */
  private final Map<Long, IncomingFile> open = new HashMap<>();

  /** The file that is being received, or was received last. */
  private @Nullable IncomingFile current;

  /** All entries before this one have arrived or have no content. */
  private long nextEntry;

  private boolean finished;

  private long checkedAt;

  FileStore(
      ReceiveState state,
      DataChannel channel,
      ContentReceiver contentReceiver,
      HashPool pool,
      InterruptibleSection interruptible,
      Clock clock,
      long entries) {
    this.state = state;
    this.channel = channel;
    this.contentReceiver = contentReceiver;
    this.interruptible = interruptible;
    this.clock = clock;
    this.entries = entries;
    this.counters = state.counters();
    planner = new RequestPlanner(state, channel, entries);
    unnamed = new UnnamedFiles(state.target(), pool, interruptible, clock, this::name);
    reports = new StoredReports(state, channel, clock);
    checkedAt = clock.nanoTime();
  }

  /** Stores content until the transfer is complete. */
  void run() throws LocalFailureException, TransferException, InterruptedException {
    try {
      while (!complete()) {
        awaitQueueSpace();
        if (planner.isShort(nextEntry) && planner.step()) {
          continue;
        }
        ReceivedItem item = contentReceiver.poll();
        if (item == null && planner.step()) {
          continue;
        }
        if (item == null) {
          item = next();
        }
        if (item != null) {
          take(item);
          contentReceiver.done(item);
        }
        unnamed.nameSome();
        reports.sendIfDue();
        checkTarget();
      }
    } finally {
      close();
    }
  }

  /**
   * Waits while the send queue is full. Otherwise a sender that never reads could make the queue
   * grow without limit.
   */
  private void awaitQueueSpace() throws InterruptedException {
    if (channel.bufferedAmount() <= PeerLimits.Transfer.UNREAD_REPORTS_BYTES) {
      return;
    }
    try {
      interruptible.run(() -> channel.awaitWritable(QUEUE_LOW_BYTES));
    } catch (IOException e) {
      // The channel is closed. The receiving thread reports that, with the peer's last message.
    }
  }

  private @Nullable ReceivedItem next() throws InterruptedException {
    return interruptible
        .call(() -> Optional.ofNullable(contentReceiver.poll(POLL_MILLIS)))
        .orElse(null);
  }

  private boolean complete() throws LocalFailureException, InterruptedException {
    if (entries == 0) {
      return finished;
    }
    if (!finished || !open.isEmpty()) {
      return false;
    }
    unnamed.nameAll();
    skipTo(entries);
    reports.sendAll();
    return true;
  }

  private void close() {
    planner.close();
    unnamed.close();
    open.values().forEach(IncomingFile::close);
    open.clear();
  }

  private void take(ReceivedItem item)
      throws LocalFailureException, TransferException, InterruptedException {
    // Blocks that were requested again may follow "finish", and then another "finish".
    finished = false;
    if (item instanceof ReceivedBlock block) {
      interruptible.run(block::awaitChecked);
      take(block);
    } else if (item instanceof ReceivedItem.Same same) {
      take(same.frame());
    } else if (item instanceof ReceivedItem.Hole hole) {
      take(hole.frame());
    } else if (item instanceof ReceivedItem.End end) {
      take(end.frame());
    } else if (item instanceof ReceivedItem.GivenUp failed) {
      take(failed.message());
    } else if (item instanceof ReceivedItem.Over end) {
      unnamed.nameAll();
      throw end.reason();
    } else if (item instanceof ReceivedItem.Finish) {
      finished = true;
    }
  }

  private void take(ReceivedBlock arrived) throws LocalFailureException, InterruptedException {
    Frame.Block block = arrived.frame();
    IncomingFile file = fileOf(block.entry());
    boolean fits = true;
    if (file.isRequested(block.block())) {
      fits = file.fitsAsResend(block.block(), block.length());
    } else {
      requireCurrent(file);
      grow(file.expect(block.block(), 1, block.length()));
      counters.add(block.length());
    }
    TargetFile target = file.target();
    if (target == null) {
      return;
    }
    if (!fits || !arrived.sound()) {
      requestAgain(file, block.block());
      return;
    }
    grow(file.fill(block));
    try {
      if (file.storesAsHole(block)) {
        target.hole(block.block(), 1);
      } else {
        target.write(block.block(), arrived.content(), arrived.offset(), block.length());
      }
    } catch (LocalFailureException e) {
      giveUp(file, e);
      return;
    }
    file.put(block.block(), block.hash());
    requestRechecks(file);
    completeIfPossible(file);
  }

  private void take(Frame.Same same) throws LocalFailureException, InterruptedException {
    IncomingFile file = fileOf(same.entry());
    requireCurrent(file);
    long bytes = file.presentBytes(same.block(), same.count());
    grow(file.expect(same.block(), same.count(), bytes));
    if (file.target() == null) {
      return;
    }
    file.keep(same.block(), same.count());
    if (state.continued()) {
      counters.add(bytes);
    } else {
      counters.addPresent(bytes);
    }
    try {
      file.target().keep(same.block(), same.count());
    } catch (LocalFailureException e) {
      giveUp(file, e);
    }
  }

  private void take(Frame.Hole hole) throws LocalFailureException, InterruptedException {
    IncomingFile file = fileOf(hole.entry());
    requireCurrent(file);
    boolean sized = file.file().size() != FileEntry.UNKNOWN_SIZE;
    if (!sized && hole.count() > PeerLimits.Transfer.HOLE_BLOCKS_WITHOUT_SIZE) {
      throw LocalFailureException.protocol("The other side sent more than it had offered.");
    }
    long bytes = hole.count() * Blocks.SIZE;
    grow(file.expect(hole.block(), hole.count(), bytes));
    counters.add(bytes);
    if (file.target() == null) {
      return;
    }
    file.hole(hole.block(), hole.count());
    try {
      file.target().hole(hole.block(), hole.count());
    } catch (LocalFailureException e) {
      giveUp(file, e);
    }
  }

  private void take(Frame.End end) throws LocalFailureException, InterruptedException {
    IncomingFile file = fileOf(end.entry());
    requireCurrent(file);
    file.end(end);
    nextEntry = end.entry() + 1;
    if (file.target() == null) {
      finish(file);
    } else {
      completeIfPossible(file);
    }
  }

  private void take(Failed failed) throws LocalFailureException, InterruptedException {
    IncomingFile file = open.get(failed.entry());
    if (file == null) {
      file = fileOf(failed.entry());
    }
    nextEntry = Math.max(nextEntry, failed.entry() + 1);
    if (file.target() != null) {
      state.entryFailed(
          file.entry(), file.path(), PeerFailure.ofEntry(failed.code(), failed.detail()));
      file.close();
    }
    finish(file);
  }

  /** Returns the file of a frame; begins it if it is the next requested one. */
  private IncomingFile fileOf(long entry) throws LocalFailureException {
    IncomingFile known = open.get(entry);
    if (known != null) {
      return known;
    }
    if (entry < nextEntry || entry >= planner.requestedEnd() || state.isFinished(entry)) {
      throw LocalFailureException.protocol("The other side sent content that was not requested.");
    }
    skipTo(entry);
    if (!(state.target().placement(entry).entry() instanceof FileEntry)) {
      throw LocalFailureException.protocol(
          "The other side sent content for an entry that is not" + " a file.");
    }
    IncomingFile file = begin(entry);
    open.put(entry, file);
    current = file;
    counters.file(file.file(), file.path());
    return file;
  }

  /** Finishes the entries before {@code entry}, which have no content. */
  private void skipTo(long entry) throws LocalFailureException {
    for (; nextEntry < entry; nextEntry++) {
      if (state.isFinished(nextEntry)) {
        continue;
      }
      if (nextEntry >= planner.requestedEnd()
          || state.target().placement(nextEntry).entry() instanceof FileEntry) {
        throw LocalFailureException.protocol("The other side left out a requested file.");
      }
      state.finish(nextEntry);
    }
  }

  private IncomingFile begin(long entry) throws LocalFailureException {
    IncomingFile opened = planner.take(entry);
    if (opened != null) {
      return opened;
    }
    Placement placement = state.target().placement(entry);
    FileEntry file = (FileEntry) placement.entry();
    try {
      TargetFile target = state.begin(entry);
      return new IncomingFile(entry, file, placement.path(), target);
    } catch (LocalFailureException e) {
      var failed = new IncomingFile(entry, file, placement.path(), null);
      giveUp(failed, e);
      return failed;
    }
  }

  private void requestAgain(IncomingFile file, long block) throws LocalFailureException {
    if (!file.countRequest(block)) {
      giveUp(
          file,
          new LocalFailureException(
              FailureCode.INTEGRITY,
              "The received data did not match what" + " was sent, even after several attempts."));
      return;
    }
    if (open.size() > PeerLimits.Transfer.DAMAGED_FILES
        || file.damaged() > PeerLimits.Transfer.DAMAGED_BLOCKS_PER_FILE) {
      throw new LocalFailureException(
          FailureCode.INTEGRITY,
          "Too many received blocks do not match their hashes. Try again"
              + " over another network.");
    }
    counters.resent.incrementAndGet();
    send(new Again(file.entry(), block));
  }

  /** Gives up one file and continues with the others, if the failure concerns this file alone. */
  private void giveUp(IncomingFile file, LocalFailureException failure)
      throws LocalFailureException {
    if (!failure.code().concernsEntry()) {
      throw failure;
    }
    state.entryFailed(file.entry(), file.path(), failure.sentence());
    send(new Failed(file.entry(), failure.code().wireName(), null));
    file.close();
    IncomingFile rest = new IncomingFile(file.entry(), file.file(), file.path(), null);
    if (file.end() == null) {
      rest.continueFrom(file);
      open.put(file.entry(), rest);
      if (current == file) {
        current = rest;
      }
    } else {
      finish(file);
    }
  }

  private void completeIfPossible(IncomingFile file)
      throws LocalFailureException, InterruptedException {
    Frame.End end = file.end();
    TargetFile target = file.target();
    if (end == null || target == null || !file.complete()) {
      return;
    }
    if (!file.hasRoot(end)) {
      recheckPresent(file);
      return;
    }
    try {
      if (target.seal(end.size(), end.modifiedMillis(), end.root())) {
        open.remove(file.entry());
        unnamed.add(file, target);
        return;
      }
    } catch (LocalFailureException e) {
      giveUp(file, e);
      return;
    }
    name(file, target);
  }

  private void name(IncomingFile file, TargetFile target)
      throws LocalFailureException, InterruptedException {
    try {
      if (!state.stored(file.entry(), target.name())) {
        reports.addSkipped(file.entry());
      }
    } catch (LocalFailureException e) {
      giveUp(file, e);
      return;
    }
    finish(file);
  }

  /**
   * Requests the blocks that were present before the transfer. The received ones match their
   * hashes, so a present one must have changed meanwhile.
   */
  private void recheckPresent(IncomingFile file) throws LocalFailureException {
    if (file.recheckPresent()) {
      requestRechecks(file);
      return;
    }
    giveUp(
        file,
        new LocalFailureException(
            FailureCode.INTEGRITY, "The file does not match what was sent: the checksums differ."));
  }

  private void requestRechecks(IncomingFile file) {
    for (long block = file.nextRecheck(); block >= 0; block = file.nextRecheck()) {
      send(new Again(file.entry(), block));
    }
  }

  private void finish(IncomingFile file) {
    file.close();
    open.remove(file.entry());
    counters.filesDone.incrementAndGet();
    state.finish(file.entry());
  }

  private void requireCurrent(IncomingFile file) throws LocalFailureException {
    if (file != current) {
      throw LocalFailureException.protocol("The other side sent content out of order.");
    }
  }

  private void grow(long bytes) throws LocalFailureException {
    if (bytes > 0) {
      state.grow(bytes);
    }
  }

  /** Detects early that files could not be stored in the end. */
  private void checkTarget() throws LocalFailureException {
    long now = clock.nanoTime();
    if (now - checkedAt < CHECK_INTERVAL_NANOS) {
      return;
    }
    checkedAt = now;
    state.target().check();
    IncomingFile file = current;
    TargetFile target = file == null ? null : file.target();
    if (file == null || target == null || !open.containsKey(file.entry())) {
      return;
    }
    try {
      target.check();
    } catch (LocalFailureException e) {
      giveUp(file, e);
    }
  }

  private void send(ControlMessage message) {
    state.send(channel, ControlCodec.encode(message));
  }
}
