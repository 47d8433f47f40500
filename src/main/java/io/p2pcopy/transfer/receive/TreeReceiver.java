package io.p2pcopy.transfer.receive;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.datachannel.Message;
import io.p2pcopy.net.Clock;
import io.p2pcopy.transfer.ConnectionTranscript;
import io.p2pcopy.transfer.OfferedTree;
import io.p2pcopy.transfer.ReceiveSettings;
import io.p2pcopy.transfer.TransferException;
import io.p2pcopy.transfer.TransferListener;
import io.p2pcopy.transfer.TransferSummary;
import io.p2pcopy.transfer.run.InterruptibleSection;
import io.p2pcopy.transfer.run.SerialListener;
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
import io.p2pcopy.transfer.wire.Limits;
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
 * Receives files and directories into a directory from a data channel; from another one when that
 * is lost. For one thread at a time.
 */
public final class TreeReceiver implements AutoCloseable {

  private final State state;

  private TreeReceiver(State state) {
    this.state = state;
  }

  /**
   * Checks that the directory is there and writable.
   *
   * @param directory what comes does not leave it
   * @param settings its questions are asked on threads of the transfer, and may block
   * @param listener called on threads of the transfer
   * @throws TransferException of the kind {@code LOCAL_FILE} if it is not there or not writable
   */
  public static TreeReceiver into(
      Path directory,
      ReceiveSettings settings,
      TransferListener listener,
      Clock clock,
      SecureRandom random)
      throws TransferException {
    var state = new State(directory, settings, new SerialListener(listener), clock, random);
    try {
      state.open().close();
    } catch (LocalFailureException e) {
      throw TransferException.of(e);
    }
    return new TreeReceiver(state);
  }

  /**
   * Receives everything that is offered, and tells the sender once it stands, verified, under its
   * final names. Blocks; an interrupt ends the transfer on both sides. What arrived stays for
   * another attempt, whatever happens.
   *
   * <p>After a {@link TransferException} of the kind {@code CONNECTION_LOST}, it may be called once
   * more with another channel. If the same run of the sender is at its other end, it goes on
   * without a question.
   *
   * @param channel opened for {@link TransferProtocol#NAME}; it carries this transfer only and is
   *     closed in the end, however that comes
   * @return what is there now; some entries may have {@linkplain TransferSummary#failed failed},
   *     each of which the listener was told; all zero if a text came
   * @throws InterruptedException if this thread was interrupted; the other side has been told
   * @throws TransferException also with {@link TransferException.Kind#REFUSED} if what is offered
   *     is not accepted
   */
  public TransferSummary receive(DataChannel channel, ConnectionTranscript meeting)
      throws TransferException, InterruptedException {
    return new Receiving(state, channel, meeting).run();
  }

  /** Lets the journal and the lists go, not while {@link #receive} runs; what arrived stays. */
  @Override
  public void close() {
    state.close();
  }

  /**
   * What outlasts a connection. The thread that listens uses it until the list is complete, then
   * the one that writes.
   */
  static final class State implements AutoCloseable {
    private final Path directory;
    private final ReceiveSettings settings;
    private final TransferListener listener;
    private final Clock clock;
    private final SecureRandom random;
    private final TransferCounters tally = new TransferCounters();
    private @Nullable Target target;
    private @Nullable TargetTotals totals;
    private volatile @Nullable InterruptibleSection gate;
    private @Nullable Offer offer;
    private byte[] list = new byte[0];
    private boolean accepted;
    private boolean continued;
    private MessageDigest listDigest = BlockHash.sha256();
    private long listedEntries;
    private final long[] listedKinds = new long[3];
    private long listedBytes;

    /** Entries that need nothing more. */
    private BitSet finished = new BitSet();

    private int storedThrough = -1;

    /** The first entry of which the target has not been asked whether it is wanted. */
    private long wantedThrough;

    /** Entries of which something is there: those that have begun, or that had when asked. */
    private final Set<Long> partial = new HashSet<>();

    private long files;
    private long bytes;
    private long growth;
    private long startedAt;

    State(
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

    TransferCounters tally() {
      return tally;
    }

    boolean continued() {
      return continued;
    }

    Target target() {
      Target opened = target;
      if (opened == null) {
        throw new IllegalStateException("nothing has been offered");
      }
      return opened;
    }

    private Target open() throws LocalFailureException {
      TargetOptions options = settings.target();
      ConflictQuestion question = options.question();
      ConflictQuestion gated =
          (path, size) -> {
            InterruptibleSection now = gate;
            return now == null
                ? question.ask(path, size)
                : now.pass(() -> question.ask(path, size));
          };
      return TargetTree.open(
          directory,
          new TargetOptions(options.onConflict(), gated, options.skipExisting(), options.links()));
    }

    /** Takes an offer, which may be the one that was accepted before. */
    void begin(Offer offered, InterruptibleSection current) throws LocalFailureException {
      if (offered.entries() > Integer.MAX_VALUE) {
        throw LocalFailureException.protocol(
            "The other side offers more entries than this one can take.");
      }
      gate = current;
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
      tally.reset();
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

    /** No sum of sizes that passes this overflows, here or in what is computed from it. */
    private void addSize(Entry entry) throws LocalFailureException {
      if (entry instanceof FileEntry file && file.size() != FileEntry.UNKNOWN_SIZE) {
        listedBytes += file.size();
        if (listedBytes > Limits.BYTES) {
          throw LocalFailureException.protocol(
              "The other side offers more bytes than can be counted.");
        }
      }
    }

    private void digest(String text) {
      byte[] utf16 = text.getBytes(StandardCharsets.UTF_16BE);
      listDigest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, utf16.length));
      listDigest.update(utf16);
    }

    /** Checks that the list is the one that was announced. */
    void listed() throws LocalFailureException {
      Offer offered = offer;
      if (offered == null
          || listedKinds[0] != offered.files()
          || listedKinds[1] != offered.directories()
          || listedKinds[2] != offered.links()
          || listedBytes != offered.bytes()) {
        throw LocalFailureException.protocol(
            "The other side listed something else than it had offered.");
      }
      byte[] digest = listDigest.digest();
      if (continued && !Arrays.equals(digest, list)) {
        throw LocalFailureException.protocol("The other side offers something else than before.");
      }
      list = digest;
    }

    /** Looks at what is there, before the person is asked. */
    void prepare() throws LocalFailureException {
      if (continued) {
        return;
      }
      TargetTotals found = target().listed();
      totals = found;
      target().checkSpace();
      tally.total.set(found.bytes());
      tally.files.set(found.files());
    }

    /** Asks whether it is wanted, unless that has been answered. */
    boolean isWanted(InterruptibleSection current)
        throws LocalFailureException, TransferException, InterruptedException {
      TargetTotals found = totals;
      if (continued || found == null) {
        return continued;
      }
      var offered = new OfferedTree(target(), found);
      accepted = current.pass(() -> settings.accept().accepts(offered));
      if (accepted) {
        target().accept();
      }
      return accepted;
    }

    /** Content is about to come. */
    void start() {
      TargetTotals found = totals;
      tally.done.set(bytes);
      tally.filesDone.set(files + tally.failed.get());
      if (continued || found == null) {
        listener.continued();
        return;
      }
      startedAt = clock.nanoTime();
      listener.started(found);
    }

    Decision want(long entry) throws LocalFailureException, InterruptedException {
      if (isFinished(entry)) {
        return Decision.NOTHING;
      }
      if (entry < wantedThrough) {
        return partial.contains(entry) ? Decision.DIFFERENCES : Decision.ALL;
      }
      wantedThrough = entry + 1;
      Decision want;
      try {
        want = target().want(entry);
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
          tally.filesDone.incrementAndGet();
          tally.done.addAndGet(Math.max(0, file.size()));
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

    /** Takes note of a complete file; returns whether it is kept. */
    boolean stored(long entry, Stored file) throws LocalFailureException {
      if (file.skipped()) {
        skipped(entry, file.path());
        return false;
      }
      files++;
      bytes += file.size();
      if (bytes > Limits.BYTES) {
        throw LocalFailureException.protocol("The other side sent more bytes than can be counted.");
      }
      listener.fileDone(file.path(), file.size(), file.untouched());
      return true;
    }

    private void skipped(long entry, String path) throws LocalFailureException {
      tally.skip(entry);
      listener.entrySkipped(path, reason(entry));
    }

    /** Returns why an entry was skipped; {@code null} if it was not. */
    @Nullable SkipReason skipReason(long entry) throws LocalFailureException {
      return tally.isSkipped(entry) ? reason(entry) : null;
    }

    private SkipReason reason(long entry) throws LocalFailureException {
      if (!(target().placement(entry).entry() instanceof LinkEntry)) {
        return SkipReason.NAME_TAKEN;
      }
      return settings.target().links() ? SkipReason.UNSAFE_LINK : SkipReason.LINK;
    }

    void entryFailed(long entry, String path, String sentence) {
      tally.failed.incrementAndGet();
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

    /** Counts by how much files have become larger than offered. */
    void grow(long more) throws LocalFailureException {
      growth += more;
      if (growth > Limits.GROWTH) {
        throw LocalFailureException.protocol("The other side sent more than it had offered.");
      }
    }

    /** Everything has come. */
    TransferSummary complete() throws LocalFailureException {
      long failed = tally.failed.get();
      target().finish();
      return new TransferSummary(
          files,
          bytes,
          tally.there.get(),
          tally.carried.get(),
          failed,
          tally.skipped(),
          tally.again.get(),
          Duration.ofNanos(clock.nanoTime() - startedAt));
    }

    /**
     * Nobody will ask for the rest of this transfer. As long as the sender may not know that it is
     * complete, the same commands might be given again.
     */
    void forget() {
      Target complete = target;
      if (complete == null || tally.failed.get() > 0) {
        return;
      }
      try {
        complete.forget();
      } catch (LocalFailureException e) {
        // What is left behind costs some disk space, and a comparison if the same comes again.
      }
    }

    void send(DataChannel channel, Message message) {
      try {
        channel.send(message);
      } catch (IllegalStateException e) {
        // The channel is gone. The listening thread finds that too, with what the peer said last.
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
}
