package io.p2pcopy.transfer.send;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.net.Clock;
import io.p2pcopy.transfer.ConnectionTranscript;
import io.p2pcopy.transfer.TransferException;
import io.p2pcopy.transfer.TransferListener;
import io.p2pcopy.transfer.TransferSummary;
import io.p2pcopy.transfer.run.Credit;
import io.p2pcopy.transfer.run.Greeting;
import io.p2pcopy.transfer.run.HashPool;
import io.p2pcopy.transfer.run.InterruptibleSection;
import io.p2pcopy.transfer.run.StallMonitor;
import io.p2pcopy.transfer.run.TransferCounters;
import io.p2pcopy.transfer.run.TransferRun;
import io.p2pcopy.transfer.run.TransferThreads;
import io.p2pcopy.transfer.source.Source;
import io.p2pcopy.transfer.source.SourceTotals;
import io.p2pcopy.transfer.wire.ControlCodec;
import io.p2pcopy.transfer.wire.ControlMessage;
import io.p2pcopy.transfer.wire.ControlMessage.Entries;
import io.p2pcopy.transfer.wire.ControlMessage.Offer;
import io.p2pcopy.transfer.wire.ControlMessage.Offered;
import io.p2pcopy.transfer.wire.ControlMessage.TextOffer;
import io.p2pcopy.transfer.wire.ControlMessage.Verified;
import io.p2pcopy.transfer.wire.Entry;
import io.p2pcopy.transfer.wire.FailureCode;
import io.p2pcopy.transfer.wire.LocalFailureException;
import io.p2pcopy.transfer.wire.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Sends a tree over one channel:
 *
 * <pre>
 *   read ---> hash (two threads) ---> write to the channel
 *     ^                                 |
 *     +---- send, again ----- replies <-+- receiver
 * </pre>
 */
final class Sending implements Replies.Progress {

  private final SendState state;
  private final Source source;
  private final DataChannel channel;
  private final TransferListener listener;
  private final Clock clock;
  private final Greeting greeting;
  private final CompletableFuture<TransferSummary> outcome = new CompletableFuture<>();
  private final TransferThreads threads = new TransferThreads(outcome);
  private final InterruptibleSection interruptible = new InterruptibleSection();
  private final ChannelWriter channelWriter;
  private final ContentReader reader;
  private final ContentWriter writer;
  private final Replies replies;
  private final RequestedRanges ranges;
  private final Requests requests;
  private volatile boolean listed;
  private volatile boolean textSent;

  Sending(SendState state, DataChannel channel, ConnectionTranscript transcript) {
    this.state = state;
    this.source = state.source();
    this.channel = channel;
    this.listener = state.listener();
    this.clock = state.clock();
    greeting = new Greeting(channel, Role.SENDER, transcript, state.random());
    ranges = new RequestedRanges(source);
    var credit = new Credit();
    requests = new Requests();
    TransferCounters counters = state.counters();
    channelWriter = new ChannelWriter(channel, state.limit(), credit, counters);
    var pool = new HashPool(threads);
    reader =
        new ContentReader(
            source, ranges, requests, pool, this::encode, counters, listener, interruptible);
    writer =
        new ContentWriter(
            reader, channelWriter, ranges.held(), counters, listener, state.continued());
    replies = new Replies(channel, greeting, listener, ranges, credit, requests, counters, this);
  }

  TransferSummary run() throws TransferException, InterruptedException {
    try {
      return TransferRun.run(channel, threads, listener, this::transfer);
    } finally {
      ranges.close();
      requests.close();
    }
  }

  private TransferSummary transfer()
      throws LocalFailureException, TransferException, ExecutionException, InterruptedException {
    greeting.begin();
    threads.start("replies", replies.interruptible(), () -> succeed());
    threads.start("read", interruptible, this::read);
    if (state.text() == null) {
      threads.start("write", this::write);
    }
    TransferSummary summary =
        new StallMonitor(state.counters(), listener, clock, this::movement, channel::bufferedAmount)
            .await(outcome);
    threads.close();
    reader.reportRemaining();
    listener.progress(state.counters().snapshot(0));
    return summary;
  }

  @Override
  public List<String> compressions() {
    return state.compressions();
  }

  @Override
  public boolean listed() {
    return listed;
  }

  @Override
  public long current() {
    return reader.current();
  }

  @Override
  public boolean finished() {
    return state.text() == null ? writer.finished() : textSent;
  }

  private void succeed() throws LocalFailureException, TransferException, InterruptedException {
    var verified = replies.run();
    check(verified);
    outcome.complete(
        new TransferSummary(
            verified.files(),
            verified.bytes(),
            state.counters().present.get(),
            state.counters().transferred.get(),
            verified.failed(),
            state.counters().skipped(),
            state.counters().resent.get(),
            Duration.ofNanos(clock.nanoTime() - state.startedAt())));
  }

  /** Checks the receiver's confirmation against what was sent, as far as this side knows it. */
  private void check(Verified verified) throws LocalFailureException {
    TransferCounters counters = state.counters();
    long files = state.text() == null ? source.totals().files() : 0;
    boolean each =
        verified.files() <= files
            && verified.files() + verified.failed() + counters.skipped() >= files;
    boolean all =
        verified.failed() == 0 && counters.skipped() == 0 && counters.unwantedFiles.get() == 0;
    boolean same =
        verified.files() == counters.sentFiles.get()
            && verified.bytes() == counters.sentBytes.get();
    if (!each || (all && !same)) {
      throw LocalFailureException.protocol(
          "The other side confirmed something other than what was sent. Send the files again.");
    }
  }

  private void read() throws LocalFailureException, TransferException, InterruptedException {
    String text = state.text();
    if (text != null) {
      agree();
      sendText(text);
      return;
    }
    interruptible.run(greeting::awaitHelloSent);
    try {
      offer();
    } catch (IOException e) {
      // The channel is closed. The receiving thread reports that, with the peer's last message.
      return;
    }
    agree();
    interruptible.call(replies::awaitAccepted);
    state.start();
    reader.run();
  }

  private void sendText(String text) throws InterruptedException {
    state.startText();
    listed = true;
    textSent = true;
    try {
      send(new TextOffer(state.id(), text));
    } catch (IOException e) {
      // The channel is closed. The receiving thread reports that, with the peer's last message.
    }
  }

  private void agree() throws LocalFailureException, TransferException, InterruptedException {
    int[] words = interruptible.call(greeting::words);
    if (!interruptible.call(() -> state.settings().words().agree(words))) {
      throw new LocalFailureException(
          FailureCode.NOT_VERIFIED,
          "The words differ. Someone may be intercepting the"
              + " connection; do not send anything over it.");
    }
  }

  private void write() throws LocalFailureException, InterruptedException {
    try {
      writer.run();
    } catch (IOException e) {
      // The channel is closed. The receiving thread reports that, with the peer's last message.
    }
  }

  private void offer() throws LocalFailureException, IOException, InterruptedException {
    SourceTotals totals = source.totals();
    send(
        new Offer(
            state.id(),
            totals.files(),
            totals.directories(),
            totals.links(),
            totals.bytes(),
            state.compressions()));
    List<Entry> batch = new ArrayList<>();
    int bytes = 0;
    for (long number = 0; number < totals.entries(); number++) {
      Entry entry = source.entry(number);
      if (batch.size() == PeerLimits.Transfer.ENTRIES_IN_MESSAGE
          || !ControlCodec.hasRoom(bytes, entry)) {
        send(new Entries(batch));
        batch.clear();
        bytes = 0;
      }
      batch.add(entry);
      bytes += ControlCodec.mostBytes(entry);
    }
    if (!batch.isEmpty()) {
      send(new Entries(batch));
    }
    listed = true;
    send(new Offered());
    if (!state.continued()) {
      listener.offered(totals);
    }
  }

  private void send(ControlMessage message) throws IOException, InterruptedException {
    interruptible.run(() -> channelWriter.send(message));
  }

  private byte @Nullable [] encode(byte[] content, int length, boolean first) {
    return replies.compressing() ? state.encoder().encode(content, length, first) : null;
  }

  /** Returns a value that changes with network progress; negative while a user is asked. */
  private long movement() {
    long buffered = channel.bufferedAmount();
    return buffered == 0 && !replies.accepted()
        ? -1
        : replies.received() + state.counters().transferred.get() - buffered + Integer.MAX_VALUE;
  }
}
