package io.p2pcopy.transfer.send;

import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.transfer.TransferListener;
import io.p2pcopy.transfer.run.Encoder;
import io.p2pcopy.transfer.run.HashPool;
import io.p2pcopy.transfer.run.InterruptibleSection;
import io.p2pcopy.transfer.run.PeerFailure;
import io.p2pcopy.transfer.run.TransferCounters;
import io.p2pcopy.transfer.send.RequestedRanges.Range;
import io.p2pcopy.transfer.source.Source;
import io.p2pcopy.transfer.source.SourceFile;
import io.p2pcopy.transfer.source.SourceFile.Change;
import io.p2pcopy.transfer.wire.Blocks;
import io.p2pcopy.transfer.wire.ControlMessage;
import io.p2pcopy.transfer.wire.ControlMessage.Again;
import io.p2pcopy.transfer.wire.ControlMessage.Failed;
import io.p2pcopy.transfer.wire.ControlMessage.Stored;
import io.p2pcopy.transfer.wire.Entry;
import io.p2pcopy.transfer.wire.FailureCode;
import io.p2pcopy.transfer.wire.FileEntry;
import io.p2pcopy.transfer.wire.LocalFailureException;
import io.p2pcopy.transfer.wire.SkipReason;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.zip.CRC32C;

/** Reads the requested files, ahead of the network. Runs on one thread. */
final class ContentReader {

  /** The most block buffers in use. */
  private static final int MAX_BUFFERS = 8;

  private static final int QUEUE_ITEMS = 64;

  /** Blocks up to this length are hashed on the reading thread. */
  private static final int MAX_INLINE_HASH_BYTES = 1 << 15;

  /**
   * How long a file must stay unchanged before it is read again. A change becomes visible in steps:
   * Linux shows the new size of a truncated file up to 40 ms before its new time.
   */
  private static final long QUIET_INTERVAL_MILLIS = 200;

  private static final int MAX_QUIET_CHECKS = 5;

  private static final byte[] ZEROS = new byte[Blocks.SIZE];

  private final Source source;
  private final RequestedRanges ranges;
  private final Requests requests;
  private final HashPool pool;
  private final Encoder encoder;
  private final TransferCounters counters;
  private final TransferListener listener;
  private final InterruptibleSection interruptible;
  private final BlockingQueue<OutgoingItem> items = new ArrayBlockingQueue<>(QUEUE_ITEMS);
  private final BlockingQueue<byte[]> buffers = new ArrayBlockingQueue<>(MAX_BUFFERS);
  private final byte[] shortBuffer = new byte[Blocks.SIZE];

  /** The checksum of what was read of the current file, to detect changes of a growing one. */
  private final CRC32C checksum = new CRC32C();

  /** Sizes of files when they were sent, where they differ from the offer. */
  private final Map<Long, Long> sentSizes = new HashMap<>();

  private int allocatedBuffers;
  private long growth;

  /** The content bytes that were read of the current file, without its holes. */
  private long data;

  /** The entry that is being sent or was sent last; -1 before the first. */
  private volatile long current = -1;

  private boolean givenUp;

  ContentReader(
      Source source,
      RequestedRanges ranges,
      Requests requests,
      HashPool pool,
      Encoder encoder,
      TransferCounters counters,
      TransferListener listener,
      InterruptibleSection interruptible) {
    this.source = source;
    this.ranges = ranges;
    this.requests = requests;
    this.pool = pool;
    this.encoder = encoder;
    this.counters = counters;
    this.listener = listener;
    this.interruptible = interruptible;
  }

  /** Returns the last entry that may have been sent, in part or completely. */
  long current() {
    return current;
  }

  /** Waits for the next item to send. */
  OutgoingItem take() throws InterruptedException {
    return items.take();
  }

  /** Returns the buffer of a block for reuse. */
  void recycle(byte[] buffer) {
    if (buffer.length == Blocks.SIZE) {
      buffers.add(buffer);
    }
  }

  /** Reads all requested entries, then blocks that are requested again, until it is interrupted. */
  void run() throws LocalFailureException, InterruptedException {
    for (var next = nextRange(); next.isPresent(); next = nextRange()) {
      Range range = next.get();
      for (long entry = range.first(); entry <= range.last(); entry++) {
        Entry listed = source.entry(entry);
        if (range.send()) {
          counters.unskip(entry);
        } else if (range.reason() != null && counters.skip(entry)) {
          listener.entrySkipped(listed.path(), range.reason());
        }
        if (listed instanceof FileEntry file) {
          if (range.send()) {
            send(entry, file);
          } else {
            skip(file);
          }
        }
        answerRequests();
      }
    }
    put(new OutgoingItem.Finish());
    while (true) {
      ControlMessage request = interruptible.call(requests::take);
      answer(request);
      answerRequests();
      put(new OutgoingItem.Finish());
    }
  }

  private Optional<Range> nextRange() throws LocalFailureException, InterruptedException {
    return interruptible.call(() -> ranges.take());
  }

  private void skip(FileEntry file) {
    counters.unwantedFiles.incrementAndGet();
    counters.filesDone.incrementAndGet();
    counters.done.addAndGet(Math.max(0, file.size()));
  }

  private void send(long entry, FileEntry file) throws LocalFailureException, InterruptedException {
    current = entry;
    givenUp = false;
    put(new OutgoingItem.Begin(entry, file));
    try {
      if (!sendOnce(entry, file)) {
        awaitQuiet(entry);
        put(new OutgoingItem.BeginAgain());
        if (!sendOnce(entry, file)) {
          throw new LocalFailureException(
              FailureCode.FILE_CHANGED,
              "The file kept changing while it was sent. Try again"
                  + " when nothing writes to it.");
        }
      }
    } catch (LocalFailureException e) {
      if (e.code() != FailureCode.FILE && e.code() != FailureCode.FILE_CHANGED) {
        throw e;
      }
      counters.failed.incrementAndGet();
      listener.entryFailed(file.path(), e.sentence());
      put(new OutgoingItem.GiveUp(entry, e.code()));
    }
  }

  /** Waits up to a second until the file stops changing. */
  private void awaitQuiet(long entry) throws LocalFailureException, InterruptedException {
    boolean quiet = false;
    for (int checks = 0; !quiet && checks < MAX_QUIET_CHECKS; checks++) {
      try (SourceFile content = source.open(entry)) {
        interruptible.run(() -> Thread.sleep(QUIET_INTERVAL_MILLIS));
        Change change = content.change();
        quiet = change != Change.ALTERED && change != Change.GROWN;
      }
    }
  }

  /** Sends the file; returns false if it changed meanwhile. */
  private boolean sendOnce(long entry, FileEntry file)
      throws LocalFailureException, InterruptedException {
    try (SourceFile content = source.open(entry)) {
      checksum.reset();
      data = 0;
      boolean cut = exceedsGrowthLimit(file, content.size());
      long size = cut ? file.size() : content.size();
      noteSize(entry, file, size);
      long sent = sendBlocks(entry, file, content, size);
      if (givenUp) {
        put(new OutgoingItem.GiveUp(entry, FailureCode.FILE));
        return true;
      }
      Change change = content.change();
      boolean whole = size == FileEntry.UNKNOWN_SIZE || sent == size;
      if (change == Change.ALTERED
          || (change == Change.GROWN && !(whole && beginsAsSent(content, sent)))) {
        return false;
      }
      noteSize(entry, file, sent);
      growth += growthOf(file, sent);
      put(new OutgoingItem.End(entry, file, sent, content.modifiedMillis()));
      if (cut || change != Change.NONE) {
        listener.fileChanged(file.path(), sent, cut ? Change.GROWN : change);
      }
      return true;
    }
  }

  /** Reads the sent part of a grown file again, and compares checksums. */
  private boolean beginsAsSent(SourceFile content, long sent)
      throws LocalFailureException, InterruptedException {
    long expected = checksum.getValue();
    checksum.reset();
    for (long block = 0; Blocks.offset(block) < sent; block++) {
      long holes = Math.min(content.holes(block), sent / Blocks.SIZE - block);
      if (holes > 0) {
        block += holes - 1;
        continue;
      }
      // An interrupt takes effect only here.
      interruptible.run(() -> {});
      int length = content.read(block, Blocks.length(sent, block), shortBuffer);
      checksum.update(shortBuffer, 0, length);
    }
    return checksum.getValue() == expected;
  }

  /** Sends the blocks of a file; returns its size in bytes. */
  private long sendBlocks(long entry, FileEntry file, SourceFile content, long size)
      throws LocalFailureException, InterruptedException {
    boolean known = size != FileEntry.UNKNOWN_SIZE;
    long block = 0;
    while (!givenUp && (!known || Blocks.offset(block) < size)) {
      answerRequests();
      long holes = known ? Math.min(content.holes(block), size / Blocks.SIZE - block) : 0;
      if (holes > 0) {
        put(new OutgoingItem.Hole(entry, block, holes));
        block += holes;
        continue;
      }
      if (!known && exceedsGrowthLimit(file, Blocks.offset(block + 1))) {
        throw new LocalFailureException(
            FailureCode.FILE_CHANGED,
            "The file has grown too much since it was offered. Send it again.");
      }
      int wanted = known ? Blocks.length(size, block) : Blocks.SIZE;
      int length = sendBlock(entry, file, content, block, wanted);
      if (length < Blocks.SIZE) {
        return Blocks.offset(block) + length;
      }
      block++;
    }
    return Blocks.offset(block);
  }

  /** Sends a block; returns its length, 0 past the end. */
  private int sendBlock(long entry, FileEntry file, SourceFile content, long block, int wanted)
      throws LocalFailureException, InterruptedException {
    boolean brief = wanted <= MAX_INLINE_HASH_BYTES;
    byte[] buffer = brief ? shortBuffer : buffer();
    int length = content.read(block, wanted, buffer);
    checksum.update(buffer, 0, length);
    if (length == Blocks.SIZE && Arrays.equals(buffer, ZEROS)) {
      recycle(buffer);
      put(new OutgoingItem.Hole(entry, block, 1));
    } else if (length == 0) {
      if (!brief) {
        recycle(buffer);
      }
    } else {
      data += length;
      byte[] kept = brief ? Arrays.copyOf(buffer, length) : buffer;
      if (growthOf(file, 0) > PeerLimits.Transfer.GROWTH_BYTES - growth) {
        if (!brief) {
          recycle(buffer);
        }
        growth = PeerLimits.Transfer.GROWTH_BYTES;
        throw new LocalFailureException(
            FailureCode.FILE_CHANGED,
            "Too many holes of the file were filled since it was offered. Send it again.");
      }
      put(prepared(new OutgoingBlock(entry, block, kept, length, false)));
    }
    return length;
  }

  private OutgoingBlock prepared(OutgoingBlock block) {
    if (block.length() <= MAX_INLINE_HASH_BYTES) {
      block.prepare(encoder);
    } else {
      pool.submit(() -> block.prepare(encoder));
    }
    return block;
  }

  private void answerRequests() throws LocalFailureException, InterruptedException {
    for (var request = requests.poll(); request != null; request = requests.poll()) {
      answer(request);
    }
  }

  private void answer(ControlMessage request) throws LocalFailureException, InterruptedException {
    if (request instanceof Again again) {
      resend(again.entry(), again.block());
    } else if (request instanceof Stored stored) {
      reportSkipped(stored);
    } else if (request instanceof Failed failed) {
      givenUp |= failed.entry() == current;
      counters.failed.incrementAndGet();
      listener.entryFailed(
          source.entry(failed.entry()).path(), PeerFailure.ofEntry(failed.code(), failed.detail()));
    }
  }

  /** Reports entries that the receiver skipped at the very end; after {@link #run}. */
  void reportRemaining() throws LocalFailureException {
    for (var request = requests.poll(); request != null; request = requests.poll()) {
      if (request instanceof Stored stored) {
        reportSkipped(stored);
      }
    }
  }

  private void reportSkipped(Stored stored) throws LocalFailureException {
    for (long entry : stored.skipped()) {
      listener.entrySkipped(source.entry(entry).path(), SkipReason.NAME_TAKEN);
    }
  }

  private void resend(long entry, long block) throws LocalFailureException, InterruptedException {
    if (!(source.entry(entry) instanceof FileEntry file)) {
      throw LocalFailureException.protocol(
          "The other side requested a block of an entry that is" + " not a file.");
    }
    counters.resent.incrementAndGet();
    byte[] buffer = buffer();
    int length = readForResend(entry, file, block, buffer);
    if (length > 0) {
      put(prepared(new OutgoingBlock(entry, block, buffer, length, true)));
    } else {
      // The file was truncated or deleted since the block was sent.
      recycle(buffer);
      counters.failed.incrementAndGet();
      listener.entryFailed(
          source.entry(entry).path(),
          "A part that arrived damaged could not be read again, because the file has changed.");
      put(new OutgoingItem.GiveUp(entry, FailureCode.FILE_CHANGED));
    }
  }

  /** Returns the length with which the block was sent, or 0 if it no longer exists. */
  private int readForResend(long entry, FileEntry file, long block, byte[] buffer) {
    long size = sentSizes.getOrDefault(entry, file.size());
    boolean known = size != FileEntry.UNKNOWN_SIZE;
    if (known && Blocks.offset(block) >= size) {
      return 0;
    }
    int wanted = known ? Blocks.length(size, block) : Blocks.SIZE;
    try (SourceFile content = source.open(entry)) {
      int length = content.read(block, wanted, buffer);
      return known && length < wanted ? 0 : length;
    } catch (LocalFailureException e) {
      return 0;
    }
  }

  private void noteSize(long entry, FileEntry file, long size) {
    if (size == file.size()) {
      sentSizes.remove(entry);
    } else {
      sentSizes.put(entry, size);
    }
  }

  /** Returns whether a file of this size would exceed the growth limit of all files. */
  private boolean exceedsGrowthLimit(FileEntry file, long size) {
    boolean known = file.size() != FileEntry.UNKNOWN_SIZE && size != FileEntry.UNKNOWN_SIZE;
    return known && size - file.size() > PeerLimits.Transfer.GROWTH_BYTES - growth;
  }

  /**
   * Returns by how much a file that was sent exceeds what was offered: in size, or in its holes.
   */
  private long growthOf(FileEntry file, long sent) {
    return file.size() == FileEntry.UNKNOWN_SIZE
        ? 0
        : Math.max(0, Math.max(sent - file.size(), data - (file.size() - file.holes())));
  }

  private byte[] buffer() throws InterruptedException {
    byte[] free = buffers.poll();
    if (free == null && allocatedBuffers < MAX_BUFFERS) {
      allocatedBuffers++;
      return new byte[Blocks.SIZE];
    }
    return free == null ? interruptible.call(buffers::take) : free;
  }

  private void put(OutgoingItem item) throws InterruptedException {
    if (!items.offer(item)) {
      interruptible.run(() -> items.put(item));
    }
  }
}
