package io.p2pcopy.transfer.receive;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.datachannel.Message;
import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.net.Clock;
import io.p2pcopy.transfer.OfferedTree;
import io.p2pcopy.transfer.ReceiveSettings;
import io.p2pcopy.transfer.TransferException;
import io.p2pcopy.transfer.TransferListener;
import io.p2pcopy.transfer.TransferSummary;
import io.p2pcopy.transfer.run.InterruptibleSection;
import io.p2pcopy.transfer.run.TransferCounters;
import io.p2pcopy.transfer.target.ConflictQuestion;
import io.p2pcopy.transfer.target.Decision;
import io.p2pcopy.transfer.target.Placement;
import io.p2pcopy.transfer.target.Stored;
import io.p2pcopy.transfer.target.Target;
import io.p2pcopy.transfer.target.TargetFile;
import io.p2pcopy.transfer.target.TargetOptions;
import io.p2pcopy.transfer.target.TargetTotals;
import io.p2pcopy.transfer.target.TargetTree;
import io.p2pcopy.transfer.wire.BlockHash;
import io.p2pcopy.transfer.wire.ControlMessage.Offer;
import io.p2pcopy.transfer.wire.Entry;
import io.p2pcopy.transfer.wire.FileEntry;
import io.p2pcopy.transfer.wire.LinkEntry;
import io.p2pcopy.transfer.wire.LocalFailureException;
import io.p2pcopy.transfer.wire.SkipReason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The state of a receiver that survives a connection. The receiving thread uses it until the list
 * is complete, then the writing thread.
 */
final class ReceiveState implements AutoCloseable {
  private final Path directory;
  private final ReceiveSettings settings;
  private final TransferListener listener;
  private final Clock clock;
  private final SecureRandom random;
  private final TransferCounters counters = new TransferCounters();
  private @Nullable Target target;
  private @Nullable TargetTotals totals;
  private volatile @Nullable InterruptibleSection interruptible;
  private @Nullable Offer offer;
  private byte[] list = new byte[0];
  private boolean accepted;
  private boolean continued;
  private MessageDigest listDigest = BlockHash.sha256();
  private long listedEntries;
  private final long[] listedKinds = new long[3];
  private long listedBytes;

  /** Entries that are finished, skipped or failed. */
  private BitSet finished = new BitSet();

  private int storedThrough = -1;

  /** The first entry that the target has not decided about. */
  private long wantedThrough;

  /** Entries that are partly present: begun, or found so by the target. */
  private final Set<Long> partial = new HashSet<>();

  private long files;
  private long bytes;
  private long growth;
  private long startedAt;

  ReceiveState(
      Path directory,
      ReceiveSettings settings,
      TransferListener listener,
      Clock clock,
      SecureRandom random) {
    this.directory = directory;
    this.settings = settings;
    this.listener = listener;
    this.clock = clock;
    this.random = random;
  }

  ReceiveSettings settings() {
    return settings;
  }

  TransferListener listener() {
    return listener;
  }

  Clock clock() {
    return clock;
  }

  SecureRandom random() {
    return random;
  }

  TransferCounters counters() {
    return counters;
  }

  boolean continued() {
    return continued;
  }

  Target target() {
    Target opened = target;
    if (opened == null) {
      throw new IllegalStateException("no offer was received");
    }
    return opened;
  }

  Target open() throws LocalFailureException {
    TargetOptions options = settings.target();
    ConflictQuestion question = options.question();
    ConflictQuestion gated =
        (path, size) -> {
          InterruptibleSection now = interruptible;
          return now == null ? question.ask(path, size) : now.call(() -> question.ask(path, size));
        };
    return TargetTree.open(
        directory,
        new TargetOptions(options.onConflict(), gated, options.skipExisting(), options.links()));
  }

  /** Handles an offer, which may be the one that was accepted over an earlier connection. */
  void begin(Offer offered, InterruptibleSection current) throws LocalFailureException {
    if (offered.entries() > Integer.MAX_VALUE) {
      throw LocalFailureException.protocol(
          "The other side offers too many entries. Send fewer files at a time, or an archive.");
    }
    interruptible = current;
    Offer before = offer;
    continued = accepted && before != null && before.id().equals(offered.id());
    listDigest = BlockHash.sha256();
    listedEntries = 0;
    Arrays.fill(listedKinds, 0);
    listedBytes = 0;
    if (continued && !offered.equals(before)) {
      throw LocalFailureException.protocol("The other side offers something else than before.");
    }
    if (continued) {
      return;
    }
    close();
    offer = offered;
    accepted = false;
    finished = new BitSet();
    storedThrough = -1;
    wantedThrough = 0;
    partial.clear();
    files = 0;
    bytes = 0;
    growth = 0;
    counters.reset();
    target = open();
  }

  void add(List<Entry> entries) throws LocalFailureException {
    for (Entry entry : entries) {
      digest(entry.path());
      digest(entry.toString());
      listedEntries++;
      listedKinds[kind(entry)]++;
      addSize(entry);
      if (!continued) {
        target().add(entry);
      }
    }
    Offer offered = offer;
    if (offered == null || listedEntries > offered.entries()) {
      throw LocalFailureException.protocol("The other side listed more than it had offered.");
    }
  }

  /** Adds the size of an entry. The limit also prevents overflow in all sums derived from it. */
  private void addSize(Entry entry) throws LocalFailureException {
    if (entry instanceof FileEntry file && file.size() != FileEntry.UNKNOWN_SIZE) {
      listedBytes += file.size();
      if (listedBytes > PeerLimits.Transfer.TOTAL_BYTES) {
        throw LocalFailureException.protocol("The other side offers too many bytes.");
      }
    }
  }

  private void digest(String text) {
    byte[] utf16 = text.getBytes(StandardCharsets.UTF_16BE);
    listDigest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, utf16.length));
    listDigest.update(utf16);
  }

  /** Checks that the list matches the offer. */
  void listed() throws LocalFailureException {
    Offer offered = offer;
    if (offered == null
        || listedKinds[0] != offered.files()
        || listedKinds[1] != offered.directories()
        || listedKinds[2] != offered.links()
        || listedBytes != offered.bytes()) {
      throw LocalFailureException.protocol(
          "The other side sent a list that does not match its offer.");
    }
    byte[] digest = listDigest.digest();
    if (continued && !Arrays.equals(digest, list)) {
      throw LocalFailureException.protocol("The other side offers something else than before.");
    }
    list = digest;
  }

  /** Compares the list with the target directory, before the user is asked. */
  void prepare() throws LocalFailureException {
    if (continued) {
      return;
    }
    TargetTotals found = target().listed();
    totals = found;
    target().checkSpace();
    counters.total.set(found.bytes());
    counters.files.set(found.files());
  }

  /** Asks whether to accept the offer, unless it was accepted before. */
  boolean isWanted(InterruptibleSection current)
      throws LocalFailureException, TransferException, InterruptedException {
    TargetTotals found = totals;
    if (continued || found == null) {
      return continued;
    }
    var offered = new OfferedTree(target(), found);
    accepted = current.call(() -> settings.accept().accepts(offered));
    if (accepted) {
      target().accept();
    }
    return accepted;
  }

  /** Notifies the listener that content is about to arrive. */
  void start() {
    TargetTotals found = totals;
    counters.done.set(bytes);
    counters.filesDone.set(files + counters.failed.get());
    if (continued || found == null) {
      listener.continued();
      return;
    }
    startedAt = clock.nanoTime();
    listener.started(found);
  }

  Decision decide(long entry) throws LocalFailureException, InterruptedException {
    if (isFinished(entry)) {
      return Decision.NOTHING;
    }
    if (entry < wantedThrough) {
      return partial.contains(entry) ? Decision.DIFFERENCES : Decision.ALL;
    }
    wantedThrough = entry + 1;
    Decision want;
    try {
      want = target().decide(entry);
    } catch (LocalFailureException e) {
      if (!e.code().concernsEntry()) {
        throw e;
      }
      entryFailed(entry, target().placement(entry).path(), e.sentence());
      return Decision.NOTHING;
    }
    if (want == Decision.NOTHING) {
      Placement placement = target().placement(entry);
      skipped(entry, placement.path());
      if (placement.entry() instanceof FileEntry file) {
        counters.filesDone.incrementAndGet();
        counters.done.addAndGet(Math.max(0, file.size()));
      }
      finish(entry);
    } else if (want == Decision.DIFFERENCES) {
      partial.add(entry);
    }
    return want;
  }

  TargetFile begin(long entry) throws LocalFailureException {
    TargetFile file = target().begin(entry);
    partial.add(entry);
    return file;
  }

  /** Records a complete file; returns false if it was skipped. */
  boolean stored(long entry, Stored file) throws LocalFailureException {
    if (file.skipped()) {
      skipped(entry, file.path());
      return false;
    }
    files++;
    bytes += file.size();
    if (bytes > PeerLimits.Transfer.TOTAL_BYTES) {
      throw LocalFailureException.protocol("The other side sent too many bytes.");
    }
    listener.fileDone(file.path(), file.size(), file.untouched());
    return true;
  }

  private void skipped(long entry, String path) throws LocalFailureException {
    counters.skip(entry);
    listener.entrySkipped(path, reason(entry));
  }

  /** Returns why an entry was skipped, or {@code null} if it was not. */
  @Nullable SkipReason skipReason(long entry) throws LocalFailureException {
    return counters.isSkipped(entry) ? reason(entry) : null;
  }

  private SkipReason reason(long entry) throws LocalFailureException {
    if (!(target().placement(entry).entry() instanceof LinkEntry)) {
      return SkipReason.NAME_TAKEN;
    }
    return settings.target().links() ? SkipReason.UNSAFE_LINK : SkipReason.LINK;
  }

  void entryFailed(long entry, String path, String sentence) {
    counters.failed.incrementAndGet();
    listener.entryFailed(path, sentence);
    finish(entry);
  }

  void finish(long entry) {
    finished.set((int) entry);
    partial.remove(entry);
    storedThrough = finished.nextClearBit(storedThrough + 1) - 1;
  }

  boolean isFinished(long entry) {
    return finished.get((int) entry);
  }

  long storedThrough() {
    return storedThrough;
  }

  /** Adds to the bytes by which files exceed their offered sizes. */
  void grow(long more) throws LocalFailureException {
    growth += more;
    if (growth > PeerLimits.Transfer.GROWTH_BYTES) {
      throw LocalFailureException.protocol("The other side sent more than it had offered.");
    }
  }

  /** Completes the transfer. */
  TransferSummary complete() throws LocalFailureException {
    long failed = counters.failed.get();
    target().finish();
    return new TransferSummary(
        files,
        bytes,
        counters.present.get(),
        counters.transferred.get(),
        failed,
        counters.skipped(),
        counters.resent.get(),
        Duration.ofNanos(clock.nanoTime() - startedAt));
  }

  /**
   * Deletes the records for a later attempt. Call it only when the sender knows that the transfer
   * is complete: until then the user may run the same commands again.
   */
  void forget() {
    Target complete = target;
    if (complete == null || counters.failed.get() > 0) {
      return;
    }
    try {
      complete.forget();
    } catch (LocalFailureException e) {
      // Leftover records cost some disk space, and a comparison if the same files are sent again.
    }
  }

  void send(DataChannel channel, Message message) {
    try {
      channel.send(message);
    } catch (IllegalStateException e) {
      // The channel is closed. The receiving thread reports that, with the peer's last message.
    }
  }

  @Override
  public void close() {
    if (target != null) {
      target.close();
      target = null;
    }
  }

  private static int kind(Entry entry) {
    if (entry instanceof FileEntry) {
      return 0;
    }
    return entry instanceof io.p2pcopy.transfer.wire.DirectoryEntry ? 1 : 2;
  }
}
