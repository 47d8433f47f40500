package io.p2pcopy.transfer.send;

import io.p2pcopy.transfer.TransferListener;
import io.p2pcopy.transfer.run.Encoder;
import io.p2pcopy.transfer.run.HashPool;
import io.p2pcopy.transfer.run.InterruptibleSection;
import io.p2pcopy.transfer.run.PeerFailure;
import io.p2pcopy.transfer.run.TransferCounters;
import io.p2pcopy.transfer.send.RequestedRanges.Want;
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
import io.p2pcopy.transfer.wire.Limits;
import io.p2pcopy.transfer.wire.LocalFailureException;
import io.p2pcopy.transfer.wire.SkipReason;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.zip.CRC32C;

/** Reads what the receiver wants, ahead of what the network takes. Runs on one thread. */
final class ContentReader {

  /** Buffers of one block each. */
  private static final int BUFFERS = 8;

  private static final int QUEUE = 64;

  /** Blocks up to this length need no other thread to be hashed. */
  private static final int SHORT_BLOCK = 1 << 15;

  /**
   * Whoever changes a file is not done when the first part of it shows: Linux tells the new size of
   * a file that is cut up to 40 ms before its new time.
   */
  private static final long QUIET_MILLIS = 200;

  private static final int MOST_LOOKS = 5;

  private static final byte[] ZEROS = new byte[Blocks.SIZE];

  private final Source source;
  private final RequestedRanges wants;
  private final Requests requests;
  private final HashPool pool;
  private final Encoder encoder;
  private final TransferCounters tally;
  private final TransferListener listener;
  private final InterruptibleSection gate;
  private final BlockingQueue<OutgoingItem> items = new ArrayBlockingQueue<>(QUEUE);
  private final BlockingQueue<byte[]> buffers = new ArrayBlockingQueue<>(BUFFERS);
  private final byte[] shortBuffer = new byte[Blocks.SIZE];

  /** Of what was read of the present file, for one that grows meanwhile. */
  private final CRC32C checksum = new CRC32C();

  /** How long files were when they were sent, if that is not what was offered. */
  private final Map<Long, Long> sentSizes = new HashMap<>();

  private int made;
  private long growth;

  /** The entry that is being sent, or was the last; -1 before the first. */
  private volatile long current = -1;

  private boolean givenUp;

  ContentReader(
      Source source,
      RequestedRanges wants,
      Requests requests,
      HashPool pool,
      Encoder encoder,
      TransferCounters tally,
      TransferListener listener,
      InterruptibleSection gate) {
    this.source = source;
    this.wants = wants;
    this.requests = requests;
    this.pool = pool;
    this.encoder = encoder;
    this.tally = tally;
    this.listener = listener;
    this.gate = gate;
  }

  /** Returns the last entry of which anything may have been sent. */
  long current() {
    return current;
  }

  /** Returns the next thing to send, waiting for it. */
  OutgoingItem take() throws InterruptedException {
    return items.take();
  }

  /** Takes back a buffer that was in a block. */
  void recycle(byte[] buffer) {
    if (buffer.length == Blocks.SIZE) {
      buffers.add(buffer);
    }
  }

  /** Reads everything that is wanted, then what is asked for again, until it is interrupted. */
  void run() throws LocalFailureException, InterruptedException {
    for (var next = nextWant(); next.isPresent(); next = nextWant()) {
      Want want = next.get();
      for (long entry = want.first(); entry <= want.last(); entry++) {
        Entry listed = source.entry(entry);
        if (want.send()) {
          tally.unskip(entry);
        } else if (want.reason() != null && tally.skip(entry)) {
          listener.entrySkipped(listed.path(), want.reason());
        }
        if (listed instanceof FileEntry file) {
          if (want.send()) {
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
      ControlMessage request = gate.pass(requests::take);
      answer(request);
      answerRequests();
      put(new OutgoingItem.Finish());
    }
  }

  private Optional<Want> nextWant() throws LocalFailureException, InterruptedException {
    return gate.pass(() -> wants.take());
  }

  private void skip(FileEntry file) {
    tally.unwantedFiles.incrementAndGet();
    tally.filesDone.incrementAndGet();
    tally.done.addAndGet(Math.max(0, file.size()));
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
              FailureCode.FILE_CHANGED, "It changed each time while it was being sent.");
        }
      }
    } catch (LocalFailureException e) {
      if (e.code() != FailureCode.FILE && e.code() != FailureCode.FILE_CHANGED) {
        throw e;
      }
      tally.failed.incrementAndGet();
      listener.entryFailed(file.path(), e.sentence());
      put(new OutgoingItem.GiveUp(entry, e.code()));
    }
  }

  /** Waits for a second at most until the file has not changed for a while. */
  private void awaitQuiet(long entry) throws LocalFailureException, InterruptedException {
    boolean quiet = false;
    for (int looks = 0; !quiet && looks < MOST_LOOKS; looks++) {
      try (SourceFile content = source.open(entry)) {
        gate.step(() -> Thread.sleep(QUIET_MILLIS));
        Change change = content.change();
        quiet = change != Change.ALTERED && change != Change.GROWN;
      }
    }
  }

  /** Sends the file as it is now; returns whether what was sent stayed the same meanwhile. */
  private boolean sendOnce(long entry, FileEntry file)
      throws LocalFailureException, InterruptedException {
    try (SourceFile content = source.open(entry)) {
      checksum.reset();
      boolean cut = growsTooMuch(file, content.size());
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
      growth += file.size() == FileEntry.UNKNOWN_SIZE ? 0 : Math.max(0, sent - file.size());
      put(new OutgoingItem.End(entry, file, sent, content.modifiedMillis()));
      if (cut || change != Change.NONE) {
        listener.fileChanged(file.path(), sent, cut ? Change.GROWN : change);
      }
      return true;
    }
  }

  /** Reads once more what was sent of a file that has grown, and compares it. */
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
      // Lets an interrupt in.
      gate.step(() -> {});
      int length = content.read(block, Blocks.length(sent, block), shortBuffer);
      checksum.update(shortBuffer, 0, length);
    }
    return checksum.getValue() == expected;
  }

  /** Returns how many bytes the file has. */
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
      if (!known && growsTooMuch(file, Blocks.offset(block + 1))) {
        throw new LocalFailureException(
            FailureCode.FILE_CHANGED, "It has grown too much since the list was made.");
      }
      int wanted = known ? Blocks.length(size, block) : Blocks.SIZE;
      int length = sendBlock(entry, content, block, wanted);
      if (length < Blocks.SIZE) {
        return Blocks.offset(block) + length;
      }
      block++;
    }
    return Blocks.offset(block);
  }

  /** Returns how long the block is; 0 behind the end. */
  private int sendBlock(long entry, SourceFile content, long block, int wanted)
      throws LocalFailureException, InterruptedException {
    boolean brief = wanted <= SHORT_BLOCK;
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
      byte[] kept = brief ? Arrays.copyOf(buffer, length) : buffer;
      put(prepared(new OutgoingBlock(entry, block, kept, length, false)));
    }
    return length;
  }

  private OutgoingBlock prepared(OutgoingBlock block) {
    if (block.length() <= SHORT_BLOCK) {
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
      sendAgain(again.entry(), again.block());
    } else if (request instanceof Stored stored) {
      tellSkipped(stored);
    } else if (request instanceof Failed failed) {
      givenUp |= failed.entry() == current;
      tally.failed.incrementAndGet();
      listener.entryFailed(
          source.entry(failed.entry()).path(), PeerFailure.ofEntry(failed.code(), failed.detail()));
    }
  }

  /** Reports what the receiver said at the very end; after {@link #run}. */
  void tellRemaining() throws LocalFailureException {
    for (var request = requests.poll(); request != null; request = requests.poll()) {
      if (request instanceof Stored stored) {
        tellSkipped(stored);
      }
    }
  }

  private void tellSkipped(Stored stored) throws LocalFailureException {
    for (long entry : stored.skipped()) {
      listener.entrySkipped(source.entry(entry).path(), SkipReason.NAME_TAKEN);
    }
  }

  private void sendAgain(long entry, long block)
      throws LocalFailureException, InterruptedException {
    if (!(source.entry(entry) instanceof FileEntry file)) {
      throw LocalFailureException.protocol("The other side asked for a block of what is no file.");
    }
    tally.again.incrementAndGet();
    byte[] buffer = buffer();
    int length = readAgain(entry, file, block, buffer);
    if (length > 0) {
      put(prepared(new OutgoingBlock(entry, block, buffer, length, true)));
    } else {
      // It was there a moment ago: the file has become shorter, or is gone.
      recycle(buffer);
      tally.failed.incrementAndGet();
      listener.entryFailed(
          source.entry(entry).path(),
          "A part that was damaged on its way could not be read again: the file has changed.");
      put(new OutgoingItem.GiveUp(entry, FailureCode.FILE_CHANGED));
    }
  }

  /**
   * Returns the length of the block, which is that with which it was sent; 0 if it is not there.
   */
  private int readAgain(long entry, FileEntry file, long block, byte[] buffer) {
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

  /** Tells whether a file would exceed by how much all files may be larger than offered. */
  private boolean growsTooMuch(FileEntry file, long size) {
    boolean known = file.size() != FileEntry.UNKNOWN_SIZE && size != FileEntry.UNKNOWN_SIZE;
    return known && size - file.size() > Limits.GROWTH - growth;
  }

  private byte[] buffer() throws InterruptedException {
    byte[] free = buffers.poll();
    if (free == null && made < BUFFERS) {
      made++;
      return new byte[Blocks.SIZE];
    }
    return free == null ? gate.pass(buffers::take) : free;
  }

  private void put(OutgoingItem item) throws InterruptedException {
    if (!items.offer(item)) {
      gate.step(() -> items.put(item));
    }
  }
}
