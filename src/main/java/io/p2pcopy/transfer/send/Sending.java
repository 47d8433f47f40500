package io.p2pcopy.transfer.send;

import io.p2pcopy.datachannel.DataChannel;
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
import io.p2pcopy.transfer.wire.Limits;
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
 * A tree on its way out over one channel:
 *
 * <pre>
 *   read ---> hash (two threads) ---> write to the channel
 *     ^                                 |
 *     +---- wants, again ---- replies <-+- receiver
 * </pre>
 */
final class Sending implements Replies.Progress {

  private final TreeSender.State state;
  private final Source source;
  private final DataChannel channel;
  private final TransferListener listener;
  private final Clock clock;
  private final Greeting greeting;
  private final CompletableFuture<TransferSummary> outcome = new CompletableFuture<>();
  private final TransferThreads crew = new TransferThreads(outcome);
  private final InterruptibleSection gate = new InterruptibleSection();
  private final ChannelWriter outlet;
  private final ContentReader reader;
  private final ContentWriter writer;
  private final Replies replies;
  private final RequestedRanges wants;
  private final Requests requests;
  private volatile boolean listed;
  private volatile boolean textSent;

  Sending(TreeSender.State state, DataChannel channel, ConnectionTranscript meeting) {
    this.state = state;
    this.source = state.source();
    this.channel = channel;
    this.listener = state.listener();
    this.clock = state.clock();
    greeting = new Greeting(channel, Role.SENDER, meeting, state.random());
    wants = new RequestedRanges(source);
    var credit = new Credit();
    requests = new Requests();
    TransferCounters tally = state.tally();
    outlet = new ChannelWriter(channel, state.limit(), credit, tally);
    var pool = new HashPool(crew);
    reader = new ContentReader(source, wants, requests, pool, this::encode, tally, listener, gate);
    writer = new ContentWriter(reader, outlet, wants.held(), tally, listener, state.continued());
    replies = new Replies(channel, greeting, listener, wants, credit, requests, tally, this);
  }

  TransferSummary run() throws TransferException, InterruptedException {
    try {
      return TransferRun.run(channel, crew, listener, this::transfer);
    } finally {
      wants.close();
      requests.close();
    }
  }

  private TransferSummary transfer()
      throws LocalFailureException, TransferException, ExecutionException, InterruptedException {
    greeting.begin();
    crew.start("replies", replies.gate(), () -> succeed());
    crew.start("read", gate, this::read);
    if (state.text() == null) {
      crew.start("write", this::write);
    }
    TransferSummary summary =
        new StallMonitor(state.tally(), listener, clock, this::movement, channel::bufferedAmount)
            .await(outcome);
    crew.close();
    reader.tellRemaining();
    listener.progress(state.tally().snapshot(0));
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
            state.tally().there.get(),
            state.tally().carried.get(),
            verified.failed(),
            state.tally().skipped(),
            state.tally().again.get(),
            Duration.ofNanos(clock.nanoTime() - state.startedAt())));
  }

  /** What the receiver confirms has to be what it was sent, as far as this side can know. */
  private void check(Verified verified) throws LocalFailureException {
    TransferCounters tally = state.tally();
    long files = state.text() == null ? source.totals().files() : 0;
    boolean each =
        verified.files() <= files
            && verified.files() + verified.failed() + tally.skipped() >= files;
    boolean all = verified.failed() == 0 && tally.skipped() == 0 && tally.unwantedFiles.get() == 0;
    boolean same =
        verified.files() == tally.sentFiles.get() && verified.bytes() == tally.sentBytes.get();
    if (!each || (all && !same)) {
      throw LocalFailureException.protocol(
          "The other side confirmed something else than it was sent.");
    }
  }

  private void read() throws LocalFailureException, TransferException, InterruptedException {
    String text = state.text();
    if (text != null) {
      agree();
      sendText(text);
      return;
    }
    gate.step(greeting::awaitBegun);
    try {
      offer();
    } catch (IOException e) {
      // The channel is gone. The listening thread finds that too, with what the peer said last.
      return;
    }
    agree();
    gate.pass(replies::awaitAccepted);
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
      // The channel is gone. The listening thread finds that too, with what the peer said last.
    }
  }

  private void agree() throws LocalFailureException, TransferException, InterruptedException {
    int[] words = gate.pass(greeting::words);
    if (!gate.pass(() -> state.settings().words().agree(words))) {
      throw new LocalFailureException(
          FailureCode.NOT_VERIFIED, "The words differ: somebody may be in between.");
    }
  }

  private void write() throws LocalFailureException, InterruptedException {
    try {
      writer.run();
    } catch (IOException e) {
      // The channel is gone. The listening thread finds that too, with what the peer said last.
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
      if (batch.size() == Limits.ENTRIES_IN_MESSAGE || !ControlCodec.hasRoom(bytes, entry)) {
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
    gate.step(() -> outlet.send(message));
  }

  private byte @Nullable [] encode(byte[] content, int length, boolean first) {
    return replies.compressing() ? state.encoder().encode(content, length, first) : null;
  }

  /** Says how far the network has come; negative while a person is thinking. */
  private long movement() {
    long buffered = channel.bufferedAmount();
    return buffered == 0 && !replies.accepted()
        ? -1
        : replies.received() + state.tally().carried.get() - buffered + Integer.MAX_VALUE;
  }
}
