package io.p2pcopy.transfer.receive;

import io.p2pcopy.datachannel.DataChannel;
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
import io.p2pcopy.transfer.wire.Limits;
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Puts what comes where it belongs, one item after the other. Runs on one thread. */
final class FileStore {

  private static final long STORED_INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long IDLE_MILLIS = 100;

  /** How often the target directory and the current file are looked at. */
  private static final long CHECK_INTERVAL = TimeUnit.SECONDS.toNanos(1);

  /** Files that wait for blocks which were damaged. More of them is no accident. */
  private static final int MOST_DAMAGED = 64;

  /** The same for the blocks of one file. */
  private static final int MOST_DAMAGED_BLOCKS = 1024;

  /** What has to be said waits up to here for a sender that does not listen, in bytes. */
  private static final long QUEUE_FULL = 2 << 20;

  /** More is said below this. */
  private static final long QUEUE_LOW = 1 << 20;

  private final TreeReceiver.State state;
  private final DataChannel channel;
  private final ContentReceiver arrivals;
  private final RequestPlanner wanting;
  private final InterruptibleSection gate;
  private final Clock clock;
  private final TransferCounters tally;
  private final long entries;

  private final UnnamedFiles unnamed;

  /** Files that have begun and are not finished. */
  private final Map<Long, IncomingFile> open = new HashMap<>();

  /** The file that comes, or came last. */
  private @Nullable IncomingFile current;

  /** Entries before this one have come, or are none of those that come. */
  private long cursor;

  private boolean finished;

  /** Entries that were skipped after they had come; the sender has not been told. */
  private final List<Long> skipped = new ArrayList<>();

  private long toldStored = -1;
  private long toldAt;
  private long checkedAt;

  FileStore(
      TreeReceiver.State state,
      DataChannel channel,
      ContentReceiver arrivals,
      HashPool pool,
      InterruptibleSection gate,
      Clock clock,
      long entries) {
    this.state = state;
    this.channel = channel;
    this.arrivals = arrivals;
    this.gate = gate;
    this.clock = clock;
    this.entries = entries;
    this.tally = state.tally();
    wanting = new RequestPlanner(state, channel, entries);
    unnamed = new UnnamedFiles(state.target(), pool, gate, clock, this::name);
    toldAt = clock.nanoTime();
    checkedAt = toldAt;
  }

  /** Stores until everything is there. */
  void run() throws LocalFailureException, TransferException, InterruptedException {
    try {
      while (!complete()) {
        awaitListener();
        if (wanting.isShort(cursor) && wanting.step()) {
          continue;
        }
        ReceivedItem item = arrivals.poll();
        if (item == null && wanting.step()) {
          continue;
        }
        if (item == null) {
          item = next();
        }
        if (item != null) {
          take(item);
          arrivals.done(item);
        }
        unnamed.nameSome();
        tellStored();
        checkTarget();
      }
    } finally {
      close();
    }
  }

  /** Takes nothing more from a sender that does not take what this side has to say. */
  private void awaitListener() throws InterruptedException {
    if (channel.bufferedAmount() <= QUEUE_FULL) {
      return;
    }
    try {
      gate.step(() -> channel.awaitWritable(QUEUE_LOW));
    } catch (IOException e) {
      // The channel is gone. The listening thread finds that too, with what the peer said last.
    }
  }

  private @Nullable ReceivedItem next() throws InterruptedException {
    return gate.pass(() -> Optional.ofNullable(arrivals.poll(IDLE_MILLIS))).orElse(null);
  }

  private boolean complete() throws LocalFailureException, InterruptedException {
    if (entries == 0) {
      return finished;
    }
    if (!finished || !open.isEmpty()) {
      return false;
    }
    unnamed.nameAll();
    passUntil(entries);
    sayStored();
    return true;
  }

  private void close() {
    wanting.close();
    unnamed.close();
    open.values().forEach(IncomingFile::close);
    open.clear();
  }

  private void take(ReceivedItem item)
      throws LocalFailureException, TransferException, InterruptedException {
    // After "finish", what was asked for again may come, and another "finish".
    finished = false;
    if (item instanceof ReceivedBlock block) {
      gate.step(block::awaitChecked);
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
    if (file.isAnswer(block.block())) {
      fits = file.fitsAsAnswer(block.block(), block.length());
    } else {
      requireCurrent(file);
      grow(file.expect(block.block(), 1, block.length()));
      tally.add(block.length());
    }
    TargetFile target = file.target();
    if (target == null) {
      return;
    }
    if (!fits || !arrived.sound()) {
      askAgain(file, block.block());
      return;
    }
    try {
      target.write(block.block(), arrived.content(), arrived.offset(), block.length());
    } catch (LocalFailureException e) {
      giveUp(file, e);
      return;
    }
    file.put(block.block(), block.hash());
    askForTrusted(file);
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
      tally.add(bytes);
    } else {
      tally.addThere(bytes);
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
    if (!sized && hole.count() > Limits.HOLE_WITHOUT_SIZE) {
      throw LocalFailureException.protocol("The other side sent more than it had offered.");
    }
    long bytes = hole.count() * Blocks.SIZE;
    grow(file.expect(hole.block(), hole.count(), bytes));
    tally.add(bytes);
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
    cursor = end.entry() + 1;
    if (file.target() == null) {
      over(file);
    } else {
      completeIfPossible(file);
    }
  }

  private void take(Failed failed) throws LocalFailureException, InterruptedException {
    IncomingFile file = open.get(failed.entry());
    if (file == null) {
      file = fileOf(failed.entry());
    }
    cursor = Math.max(cursor, failed.entry() + 1);
    if (file.target() != null) {
      state.entryFailed(
          file.entry(), file.path(), PeerFailure.ofEntry(failed.code(), failed.detail()));
      file.close();
    }
    over(file);
  }

  /** Returns the file that a frame is about, which may be the next that is wanted. */
  private IncomingFile fileOf(long entry) throws LocalFailureException {
    IncomingFile known = open.get(entry);
    if (known != null) {
      return known;
    }
    if (entry < cursor || entry >= wanting.told() || state.isFinished(entry)) {
      throw LocalFailureException.protocol("The other side sent content nobody asked for.");
    }
    passUntil(entry);
    if (!(state.target().placement(entry).entry() instanceof FileEntry)) {
      throw LocalFailureException.protocol("The other side sent content for what is no file.");
    }
    IncomingFile file = begin(entry);
    open.put(entry, file);
    current = file;
    tally.file(file.file(), file.path());
    return file;
  }

  /** Passes by entries for which nothing comes. */
  private void passUntil(long entry) throws LocalFailureException {
    for (; cursor < entry; cursor++) {
      if (state.isFinished(cursor)) {
        continue;
      }
      if (cursor >= wanting.told()
          || state.target().placement(cursor).entry() instanceof FileEntry) {
        throw LocalFailureException.protocol("The other side left out what was wanted.");
      }
      state.finish(cursor);
    }
  }

  private IncomingFile begin(long entry) throws LocalFailureException {
    IncomingFile opened = wanting.take(entry);
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

  private void askAgain(IncomingFile file, long block) throws LocalFailureException {
    if (!file.askAgain(block)) {
      giveUp(
          file,
          new LocalFailureException(FailureCode.INTEGRITY, "What arrived is not what was sent."));
      return;
    }
    if (open.size() > MOST_DAMAGED || file.damaged() > MOST_DAMAGED_BLOCKS) {
      throw new LocalFailureException(
          FailureCode.INTEGRITY, "Too much of what arrives is not what was sent.");
    }
    tally.again.incrementAndGet();
    say(new Again(file.entry(), block));
  }

  /** Gives up one file; everything else goes on, unless nothing else can. */
  private void giveUp(IncomingFile file, LocalFailureException failure)
      throws LocalFailureException {
    if (!failure.code().concernsEntry()) {
      throw failure;
    }
    state.entryFailed(file.entry(), file.path(), failure.sentence());
    say(new Failed(file.entry(), failure.code().wireName(), null));
    file.close();
    IncomingFile rest = new IncomingFile(file.entry(), file.file(), file.path(), null);
    if (file.end() == null) {
      rest.continueAfter(file);
      open.put(file.entry(), rest);
      if (current == file) {
        current = rest;
      }
    } else {
      over(file);
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
      distrust(file);
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
        skipped.add(file.entry());
      }
    } catch (LocalFailureException e) {
      giveUp(file, e);
      return;
    }
    over(file);
  }

  /** All blocks that came are what was sent: one that was there must have changed meanwhile. */
  private void distrust(IncomingFile file) throws LocalFailureException {
    if (file.distrust()) {
      askForTrusted(file);
      return;
    }
    giveUp(
        file,
        new LocalFailureException(
            FailureCode.INTEGRITY, "What arrived is not what was sent: the hashes differ."));
  }

  private void askForTrusted(IncomingFile file) {
    for (long block = file.nextTrusted(); block >= 0; block = file.nextTrusted()) {
      say(new Again(file.entry(), block));
    }
  }

  private void over(IncomingFile file) {
    file.close();
    open.remove(file.entry());
    tally.filesDone.incrementAndGet();
    state.finish(file.entry());
  }

  private void requireCurrent(IncomingFile file) throws LocalFailureException {
    if (file != current) {
      throw LocalFailureException.protocol("The other side sent content that was not due.");
    }
  }

  private void grow(long bytes) throws LocalFailureException {
    if (bytes > 0) {
      state.grow(bytes);
    }
  }

  /** Finds out early that what comes cannot get its name in the end. */
  private void checkTarget() throws LocalFailureException {
    long now = clock.nanoTime();
    if (now - checkedAt < CHECK_INTERVAL) {
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

  private void tellStored() {
    long now = clock.nanoTime();
    boolean many = skipped.size() >= ControlMessage.Stored.MOST_SKIPPED;
    boolean due = state.storedThrough() > toldStored && now - toldAt >= STORED_INTERVAL;
    if (due || (many && state.storedThrough() >= 0)) {
      toldAt = now;
      sayStored();
    }
  }

  private void sayStored() {
    while (state.storedThrough() > toldStored || !skipped.isEmpty()) {
      toldStored = state.storedThrough();
      List<Long> next =
          skipped.subList(0, Math.min(skipped.size(), ControlMessage.Stored.MOST_SKIPPED));
      say(new ControlMessage.Stored(toldStored, next));
      next.clear();
    }
  }

  private void say(ControlMessage message) {
    state.send(channel, ControlCodec.encode(message));
  }
}
